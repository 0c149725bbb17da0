using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>A pair with the filters' decision, as it is written into a shard of kept or rejected pairs.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Decision">The filters' results; their names are unique.</param>
public sealed record JudgedPair(ImagePair Pair, FilterDecision Decision)
{
    /// <summary>
    /// The task that is written: the reassigned one, otherwise the pair's own. <see cref="PairOrigin.Recipe"/> keeps the original.
    /// </summary>
    public EditTask Task => Decision.Reassigned ?? Pair.Sample.Task;
}
