using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// Counts replies, tokens and cost. It belongs around a <see cref="RecordingChatClient"/>, whose
/// recorded replies it counts apart from paid ones. Calls that ended without a reply are not
/// counted, although a provider may charge for them.
/// </summary>
/// <param name="model">The model; it is disposed of with this client.</param>
/// <param name="price">What tokens cost; null for nothing.</param>
/// <exception cref="InvalidInputException">A price is below 0.</exception>
public sealed class MeteringChatClient(IChatClient model, ChatPrice? price = null) : DelegatingChatClient(model)
{
    private readonly ChatPrice _price = (price ?? new()).Validated();
    private readonly Lock _lock = new();
    private ChatTotals _totals = new(default, default);

    /// <summary>The usage until now.</summary>
    public ChatTotals Totals
    {
        get
        {
            lock (_lock)
                return _totals;
        }
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var reply = ChatReply.Of(response, InnerClient.ModelName());
        lock (_lock)
            _totals = reply.Recorded
                ? _totals with { Recorded = Plus(_totals.Recorded, reply) }
                : _totals with { Paid = Plus(_totals.Paid, reply) };
        return response;
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        this.StreamWholeAsync(messages, options, cancellationToken);

    private ChatUsage Plus(ChatUsage usage, ChatReply reply) => reply.Tokens is { } tokens
        ? usage with { Replies = usage.Replies + 1, Tokens = usage.Tokens + tokens, Cost = usage.Cost + _price.Of(tokens) }
        : usage with { Replies = usage.Replies + 1, Uncounted = usage.Uncounted + 1 };
}
