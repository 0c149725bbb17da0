using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Factory;

/// <summary>
/// The outcome of a shard. It is written last: without it, none of the shard's files counts.
/// </summary>
internal sealed record ShardRecord(long Number)
{
    /// <summary>Why the shard failed. Null if it is written.</summary>
    public string? Failure { get; init; }

    public long Tried { get; init; }

    public long Candidates { get; init; }

    public JsonElement? Ledger { get; init; }

    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// The size of the shard of kept pairs, in bytes. Null in records of earlier versions.
    /// </summary>
    public long? Bytes { get; init; }

    public IReadOnlyList<SampleEntry> Samples { get; init; } = [];

    [JsonIgnore]
    public ShardOutcome Outcome => Failure is null
        ? new(Number, ShardEnd.Written) { Tried = Tried, Candidates = Candidates, Kept = Samples.Count }
        : new(Number, ShardEnd.Failed);
}
