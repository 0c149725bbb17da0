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

/// <summary>The metadata of a pair in a shard, beside its images and texts.</summary>
/// <param name="Key">The pair's key in the shard.</param>
/// <param name="Origin">How the pair was made; null for a sample of the built-in world, which needs no origin.</param>
/// <param name="Filters">
/// The value that each filter measured, by the filter's name; null for a value that is not finite. Empty for a sample that was not
/// filtered.
/// </param>
/// <param name="RejectedBy">The filter that rejected the pair; null for a kept one.</param>
/// <param name="Reason">Why the pair was rejected, in words; null for a kept one.</param>
public sealed record PairRecord(
    string Key,
    PairOrigin? Origin,
    IReadOnlyDictionary<string, double?> Filters,
    string? RejectedBy,
    string? Reason
);
