using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>How a reply is sampled.</summary>
public sealed record ChatOptions
{
    /// <summary>Temperature, 0 to 2; default 1.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Share of the probability that tokens are drawn from, above 0 to 1; default 1.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Most tokens of the reply, 1 to 100 000; default 1 000.</summary>
    public int MaxTokens { get; init; } = 1000;

    /// <summary>Seed of the sampling, where the endpoint has one; null, the default, sends none.</summary>
    public int? Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public ChatOptions Validated()
    {
        if (Temperature is not (>= 0 and <= 2))
            throw new InvalidInputException($"temperature {Temperature}", "0 to 2");
        if (TopP is not (> 0 and <= 1))
            throw new InvalidInputException($"top-p {TopP}", "above 0 to 1");
        if (MaxTokens is < 1 or > 100_000)
            throw new InvalidInputException($"at most {MaxTokens} tokens", "1 to 100000");
        return this;
    }
}
