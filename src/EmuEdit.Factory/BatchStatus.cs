using System.Text.Json;
using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>The stage of a batch.</summary>
public enum BatchStage
{
    /// <summary>Its shards are being made.</summary>
    Running,

    /// <summary>A pause was requested. Running stages finish, and no new one starts.</summary>
    Pausing,

    /// <summary>The batch waits until it is resumed.</summary>
    Paused,

    /// <summary>The batch was cancelled. Its running stages are being stopped.</summary>
    Cancelling,

    /// <summary>The batch was cancelled. The written shards are a data set.</summary>
    Cancelled,

    /// <summary>Every shard is written.</summary>
    Completed,

    /// <summary>
    /// Every shard was tried, and some failed. The written shards are a data set. If resumed, the
    /// batch tries the failed ones again.
    /// </summary>
    Incomplete,

    /// <summary>The batch ended with an error. If resumed, it continues.</summary>
    Failed,
}

/// <summary>The current state of a batch.</summary>
/// <param name="Plan">What to make.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Created">When the batch was created.</param>
public sealed record BatchStatus(BatchPlan Plan, BatchStage Stage, DateTimeOffset Created)
{
    /// <summary>When the batch ended. Null before that.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>The reason for the stage. Null if there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>The number of written shards.</summary>
    public long ShardsWritten { get; init; }

    /// <summary>The number of shards that failed and were not tried again since.</summary>
    public long ShardsFailed { get; init; }

    /// <summary>The number of shards that are being made.</summary>
    public int ShardsRunning { get; init; }

    /// <summary>The number of samples that were tried in the written shards.</summary>
    public long Tried { get; init; }

    /// <summary>The number of pairs that were judged in the written shards.</summary>
    public long Candidates { get; init; }

    /// <summary>The number of samples in the written shards.</summary>
    public long Kept { get; init; }

    /// <summary>
    /// The remaining time at the pace of the last shards. Null if it is unknown, or the batch does
    /// not run.
    /// </summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Some of the failed shards.</summary>
    public IReadOnlyList<FailedShard> Failures { get; init; } = [];

    internal static BatchStatus Of(
        BatchDocument document,
        BatchProgress position,
        IReadOnlyList<FailedShard> failures,
        DateTimeOffset now
    ) =>
        new(document.Plan, StageOf(document, position), document.Created)
        {
            Finished = document.Finished,
            Reason = document.Reason,
            ShardsWritten = position.Written,
            ShardsFailed = position.Failed.Count,
            ShardsRunning = position.InFlight,
            Tried = position.Tried,
            Candidates = position.Candidates,
            Kept = position.Kept,
            TimeLeft = TimeLeftOf(document, position, now),
            Failures = failures,
        };

    private static BatchStage StageOf(BatchDocument document, BatchProgress position) => document.State switch
    {
        DocumentState.Paused when !position.Waiting => BatchStage.Pausing,
        DocumentState.Cancelled when document.Finished is null => BatchStage.Cancelling,
        var state => Enum.Parse<BatchStage>(state.ToString()),
    };

    private static TimeSpan? TimeLeftOf(BatchDocument document, BatchProgress position, DateTimeOffset now)
    {
        if (document.State != DocumentState.Running || position.Pace is not { Count: > 0 } pace)
            return null;
        var left = document.Plan.Shards - position.Written - position.Failed.Count;
        // The time that the current shard has taken so far is already spent.
        return TimeSpan.FromSeconds(
            Math.Clamp(left * pace.Seconds - Math.Min((now - pace.At).TotalSeconds, pace.Seconds), 0, TimeSpan.MaxValue.TotalSeconds / 2)
        );
    }
}

/// <summary>A shard that failed.</summary>
/// <param name="Number">The shard's number.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record FailedShard(long Number, string Reason);

/// <summary>The counts of a batch so far.</summary>
/// <param name="Shards">The number of written shards.</param>
/// <param name="Tried">The number of samples that were tried in them.</param>
/// <param name="Candidates">The number of pairs that were judged in them.</param>
/// <param name="Kept">The number of samples in them.</param>
/// <param name="Ledger">The sum of their ledgers, as JSON. Null before the first.</param>
public sealed record BatchLedger(long Shards, long Tried, long Candidates, long Kept, JsonElement? Ledger);

/// <summary>One page of kept samples.</summary>
/// <param name="Samples">
/// The samples, in the order of shards and, within a shard, in that of the data set.
/// </param>
/// <param name="Next">The token to request the next page with. Null if there is none now.</param>
public sealed record SamplePage(IReadOnlyList<ListedSample> Samples, string? Next);

/// <summary>A kept sample.</summary>
/// <param name="Shard">The sample's shard.</param>
/// <param name="Entry">The sample.</param>
public sealed record ListedSample(long Shard, SampleEntry Entry);
