using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>A pair and what the filters say of it, as it goes into a shard: of the kept ones, or of the rejected ones.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Verdict">The filters' results; their names differ.</param>
public sealed record JudgedPair(ImagePair Pair, Verdict Verdict)
{
    /// <summary>The task that it is written down with: the one it was reassigned to, else its own. <see cref="PairOrigin.Recipe"/> keeps what it was made as.</summary>
    public EditTask Task => Verdict.Reassigned ?? Pair.Sample.Task;
}
