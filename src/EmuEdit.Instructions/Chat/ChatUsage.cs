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
/// <param name="Uncounted">
/// How many of them came without a count of tokens, and are missing in the other figures.
/// </param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Cost">What the tokens cost; for recorded replies what they once cost.</param>
public readonly record struct ChatUsage(long Replies, long Uncounted, ChatTokens Tokens, decimal Cost);

/// <summary>Usage since the start, paid and recorded replies apart.</summary>
/// <param name="Paid">Replies that a model was asked for.</param>
/// <param name="Recorded">Replies from a record.</param>
public sealed record ChatTotals(ChatUsage Paid, ChatUsage Recorded);
