namespace EmuEdit.Factory;

/// <summary>Where a batch stands.</summary>
public enum BatchStage
{
    /// <summary>Its shards are being made.</summary>
    Running,

    /// <summary>It is to pause; stages that run go on to their end, none begins.</summary>
    Pausing,

    /// <summary>Nothing is done until it is resumed.</summary>
    Paused,

    /// <summary>It was cancelled; stages that run are being stopped.</summary>
    Cancelling,

    /// <summary>It was cancelled. What was finished is a data set.</summary>
    Cancelled,

    /// <summary>Every shard is written.</summary>
    Completed,

    /// <summary>Every shard was tried, and some failed. What is written is a data set; resumed, it tries the failed ones again.</summary>
    Incomplete,

    /// <summary>It ended by an error. Resumed, it goes on.</summary>
    Failed,
}

/// <summary>A batch as it is now.</summary>
/// <param name="Plan">What is to be made.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Created">When it was started.</param>
public sealed record BatchStatus(BatchPlan Plan, BatchStage Stage, DateTimeOffset Created)
{
    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Why it is where it stands; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Shards that are written.</summary>
    public long ShardsWritten { get; init; }

    /// <summary>Shards that failed, and were not tried again since.</summary>
    public long ShardsFailed { get; init; }

    /// <summary>Shards that are being made.</summary>
    public int ShardsRunning { get; init; }

    /// <summary>Samples that were tried in the written shards.</summary>
    public long Tried { get; init; }

    /// <summary>Pairs that were judged in them.</summary>
    public long Candidates { get; init; }

    /// <summary>Samples that they hold.</summary>
    public long Kept { get; init; }

    /// <summary>How long it will take from now, at the pace of the last shards; null where that is not known, or it does not run.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Some of the failed shards, and why.</summary>
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
        BatchState.Paused when !position.Waiting => BatchStage.Pausing,
        BatchState.Cancelled when document.Finished is null => BatchStage.Cancelling,
        var state => Enum.Parse<BatchStage>(state.ToString()),
    };

    private static TimeSpan? TimeLeftOf(BatchDocument document, BatchProgress position, DateTimeOffset now)
    {
        if (document.State != BatchState.Running || position.Pace is not { Count: > 0 } pace)
            return null;
        var left = document.Plan.Shards - position.Written - position.Failed.Count;
        // What went into the shard at hand is not left any more.
        return TimeSpan.FromSeconds(
            Math.Clamp(left * pace.Seconds - Math.Min((now - pace.At).TotalSeconds, pace.Seconds), 0, TimeSpan.MaxValue.TotalSeconds / 2)
        );
    }
}

/// <summary>A shard that failed.</summary>
/// <param name="Number">Which.</param>
/// <param name="Reason">Why.</param>
public sealed record FailedShard(long Number, string Reason);

/// <summary>What was counted so far.</summary>
/// <param name="Shards">Shards that are written.</param>
/// <param name="Tried">Samples that were tried in them.</param>
/// <param name="Candidates">Pairs that were judged in them.</param>
/// <param name="Kept">Samples that they hold.</param>
/// <param name="Ledger">The sum of their ledgers, JSON; null before the first.</param>
public sealed record BatchLedger(long Shards, long Tried, long Candidates, long Kept, System.Text.Json.JsonElement? Ledger);

/// <summary>Some of the kept samples.</summary>
/// <param name="Samples">In the order of shards and, within one, of the data set.</param>
/// <param name="Next">Asks for the next page; null when there is none now.</param>
public sealed record SamplePage(IReadOnlyList<ListedSample> Samples, string? Next);

/// <summary>A kept sample.</summary>
/// <param name="Shard">Its shard.</param>
/// <param name="Entry">What it is.</param>
public sealed record ListedSample(long Shard, SampleEntry Entry);
