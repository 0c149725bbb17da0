using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>How an agent asks its language model. The defaults are Emu Edit's where the paper states them.</summary>
public sealed record AgentOptions
{
    private const int SeedStream = 31;

    /// <summary>Sampling temperature, 0 to 2; default 0.9.</summary>
    public float Temperature { get; init; } = 0.9f;

    /// <summary>Share of the probability that tokens are drawn from, above 0 to 1; default 0.9.</summary>
    public float TopP { get; init; } = 0.9f;

    /// <summary>
    /// Most tokens of a reply, 1 to 100 000; default 1 000, which holds the longest valid one in
    /// most languages.
    /// </summary>
    public int MaxTokens { get; init; } = 1000;

    /// <summary>
    /// Share of a task's exemplars that a prompt shows, above 0 to 1, rounded down but at least
    /// one; default 0.6.
    /// </summary>
    public double ExemplarShare { get; init; } = 0.6;

    /// <summary>Replies that are asked for at most, the first included, 1 to 20; default 3.</summary>
    public int MaxTries { get; init; } = 3;

    /// <summary>
    /// Whether the request carries a seed that follows from the sample; default true. Turn it off
    /// for endpoints that refuse the field.
    /// </summary>
    public bool SendSeed { get; init; } = true;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public AgentOptions Validated()
    {
        Chat(null).Validated();
        if (ExemplarShare is not (> 0 and <= 1))
            throw new InvalidInputException($"share of exemplars {ExemplarShare}", "above 0 to 1");
        if (MaxTries is < 1 or > 20)
            throw new InvalidInputException($"at most {MaxTries} replies", "1 to 20");
        return this;
    }

    internal ChatOptions ForSample(InstructionRequest request) =>
        Chat(SendSeed ? new CounterRandom(request.Seed, request.Index, SeedStream).Next(int.MaxValue) : null);

    private ChatOptions Chat(int? seed) => new() { Temperature = Temperature, TopP = TopP, MaxOutputTokens = MaxTokens, Seed = seed };
}
