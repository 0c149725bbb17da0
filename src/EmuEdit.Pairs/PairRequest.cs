using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>An instruction for which to make image pairs.</summary>
/// <param name="Instruction">The instruction, with both captions.</param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Index">
/// Index of the sample in the batch. Seed and index determine everything random.
/// </param>
public sealed record PairRequest(WrittenInstruction Instruction, Seed Seed, long Index)
{
    /// <summary>
    /// Returns the random numbers for one use within the sample. The world's own uses are below
    /// 512.
    /// </summary>
    internal CounterRandom Random(int use) => new(Seed, Index, 1024 + use);
}

/// <summary>The outcome of a request.</summary>
/// <param name="Pairs">The candidate pairs; empty if none could be made.</param>
/// <param name="Failure">Why there is no pair; null if there are some.</param>
public sealed record PairOutcome(IReadOnlyList<ImagePair> Pairs, FilterResult? Failure = null);
