using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>A request and its recipe.</summary>
/// <param name="Place">Index of the request.</param>
/// <param name="Request">The request.</param>
/// <param name="Recipe">The recipe of its task.</param>
internal sealed record PairDraft(int Place, PairRequest Request, PairRecipe Recipe)
{
    public WrittenInstruction Instruction => Request.Instruction;

    /// <summary>Whether the image after the edit is made first.</summary>
    public bool IsBackward { get; } = Recipe.IsBackward(Request.Instruction);

    /// <summary>Caption of the first image.</summary>
    public string FirstCaption => IsBackward ? Instruction.OutputCaption : Instruction.InputCaption;

    /// <summary>Caption of the second image.</summary>
    public string SecondCaption => IsBackward ? Instruction.InputCaption : Instruction.OutputCaption;

    /// <summary>
    /// Returns the random numbers of the noise. Noise and each candidate have separate random
    /// numbers.
    /// </summary>
    public CounterRandom Noise() => Request.Random(0);

    public CounterRandom Candidate(int candidate) => Request.Random(1 + candidate);
}

/// <summary>The outcomes of requests, as they become known.</summary>
/// <param name="count">Number of requests.</param>
internal sealed class PairOutcomes(int count)
{
    /// <summary>Where a request failed; the ledger counts failures under these names.</summary>
    public const string Picture = "picture", Grounding = "grounding", Recipe = "recipe";

    private readonly PairOutcome?[] _outcomes = new PairOutcome?[count];

    public void Fail(PairDraft draft, string stage, string reason, double value = 0) =>
        _outcomes[draft.Place] = new([], new(stage, Passed: false, value, reason));

    public void Succeed(PairDraft draft, params IReadOnlyList<ImagePair> pairs) => _outcomes[draft.Place] = new(pairs);

    /// <summary>Returns one outcome per request.</summary>
    public IReadOnlyList<PairOutcome> All() =>
        [.. _outcomes.Select((o, i) => o ?? throw new InvalidOperationException($"Request {i} has no outcome."))];
}
