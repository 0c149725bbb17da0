using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>What a shard says of a pair beside its images and words.</summary>
/// <param name="Key">Its key in the shard.</param>
/// <param name="Origin">How it was made; null for a sample of the built-in world, which needs none.</param>
/// <param name="Filters">
/// What each filter measured, by its name; null where that is no finite number. Empty for a sample that was not filtered.
/// </param>
/// <param name="RejectedBy">The filter that rejected it; null for a kept one.</param>
/// <param name="Reason">Why it was rejected, in words; null for a kept one.</param>
public sealed record PairRecord(string Key, PairOrigin? Origin, IReadOnlyDictionary<string, double?> Filters, string? RejectedBy, string? Reason);
