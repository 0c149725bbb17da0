using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>A pair and what the filters say of it, as it goes into a shard: of the kept ones, or of the rejected ones.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Decision">The filters' results; their names differ.</param>
public sealed record JudgedPair(ImagePair Pair, FilterDecision Decision)
{
    /// <summary>
    /// The task that it is written down with: the one it was reassigned to, else its own. <see cref="PairOrigin.Recipe"/> keeps what it was
    /// made as.
    /// </summary>
    public EditTask Task => Decision.Reassigned ?? Pair.Sample.Task;
}
