using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// Counts replies, tokens and cost. It belongs around a <see cref="RecordingChatModel"/>, whose recorded replies it tells from paid ones. Calls that ended without a
/// reply are not counted, although a provider may charge for them.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="price">What tokens cost; null for nothing.</param>
/// <exception cref="InvalidInputException">A price is below 0.</exception>
public sealed class MeteredChatModel(IChatModel model, ChatPrice? price = null) : IChatModel
{
    private readonly ChatPrice _price = (price ?? new()).Validated();
    private readonly Lock _lock = new();
    private ChatTotals _totals = new(default, default);

    /// <inheritdoc/>
    public string Name => model.Name;

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
    public async Task<ChatReply> ReplyAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken = default)
    {
        var reply = await model.ReplyAsync(messages, options, cancellationToken).ConfigureAwait(false);
        lock (_lock)
            _totals = reply.Recorded
                ? _totals with { Recorded = Plus(_totals.Recorded, reply) }
                : _totals with { Paid = Plus(_totals.Paid, reply) };
        return reply;
    }

    private ChatUsage Plus(ChatUsage usage, ChatReply reply) => reply.Tokens is { } tokens
        ? usage with { Replies = usage.Replies + 1, Tokens = usage.Tokens + tokens, Cost = usage.Cost + _price.Of(tokens) }
        : usage with { Replies = usage.Replies + 1, Uncounted = usage.Uncounted + 1 };
}
