using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>What tokens cost, in any one currency.</summary>
public sealed record ChatPrice
{
    /// <summary>Price of a million input tokens, at least 0; default 0.</summary>
    public decimal InputPerMillion { get; init; }

    /// <summary>Price of a million output tokens, at least 0; default 0.</summary>
    public decimal OutputPerMillion { get; init; }

    /// <summary>What so many tokens cost.</summary>
    public decimal Of(ChatTokens tokens) => (tokens.Input * InputPerMillion + tokens.Output * OutputPerMillion) / 1_000_000;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These prices.</returns>
    /// <exception cref="InvalidInputException">A price is below 0.</exception>
    public ChatPrice Validated() => InputPerMillion >= 0 && OutputPerMillion >= 0
        ? this
        : throw new InvalidInputException($"prices of {InputPerMillion} and {OutputPerMillion} per million tokens", "0 or more");
}

/// <summary>Replies, their tokens and what these cost.</summary>
/// <param name="Replies">How many replies.</param>
/// <param name="Uncounted">How many of them came without a count of tokens, and are missing in the other figures.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Cost">What the tokens cost; for recorded replies what they once cost.</param>
public readonly record struct ChatUsage(long Replies, long Uncounted, ChatTokens Tokens, decimal Cost);

/// <summary>Usage since the start, paid and recorded replies apart.</summary>
/// <param name="Paid">Replies that a model was asked for.</param>
/// <param name="Recorded">Replies from a record.</param>
public sealed record ChatTotals(ChatUsage Paid, ChatUsage Recorded);

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
    public async Task<ChatReply> Reply(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellation = default)
    {
        var reply = await model.Reply(messages, options, cancellation).ConfigureAwait(false);
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
