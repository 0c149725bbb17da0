using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>An instruction that wants pictures.</summary>
/// <param name="Instruction">What to do, with both captions.</param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Index">Which sample of the batch. All that is random follows from seed and index.</param>
public sealed record PairRequest(WrittenInstruction Instruction, Seed Seed, long Index)
{
    /// <summary>Which use of the sample's random numbers; the world's own are below 512.</summary>
    internal CounterRandom Random(int use) => new(Seed, Index, 1024 + use);
}

/// <summary>What became of a request.</summary>
/// <param name="Pairs">Its candidates; empty where none could be made.</param>
/// <param name="Failure">Why there is none; null where there are.</param>
public sealed record PairOutcome(IReadOnlyList<ImagePair> Pairs, FilterResult? Failure = null);
