namespace EmuEdit.Factory;

/// <summary>
/// How far a batch is: what its orchestration takes from generation to generation, and shows while
/// it runs. Its size does not grow with the batch.
/// </summary>
public sealed record BatchProgress
{
    /// <summary>The first shard that was never begun.</summary>
    public long Next { get; init; }

    /// <summary>Earlier shards that are to be begun again: those that were stopped, and on a resume those that had failed.</summary>
    public IReadOnlyList<long> Again { get; init; } = [];

    /// <summary>Shards that failed.</summary>
    public IReadOnlyList<long> Failed { get; init; } = [];

    /// <summary>How many of the last shards failed, one after another.</summary>
    public int FailedInARow { get; init; }

    /// <summary>Shards that are written.</summary>
    public long Written { get; init; }

    /// <summary>Samples that were tried in them.</summary>
    public long Tried { get; init; }

    /// <summary>Pairs that were judged in them.</summary>
    public long Candidates { get; init; }

    /// <summary>Samples that they hold.</summary>
    public long Kept { get; init; }

    /// <summary>Generations that are summed.</summary>
    public long Generation { get; init; }

    /// <summary>Shards that were written since, at most a generation of them.</summary>
    public IReadOnlyList<long> Recent { get; init; } = [];

    /// <summary>Shards that are being made.</summary>
    public int InFlight { get; init; }

    /// <summary>Whether it waits to be resumed.</summary>
    public bool Waiting { get; init; }

    /// <summary>How far the groups of shards are that one Parquet file each copies; null while shards are made.</summary>
    public GroupProgress? Groups { get; init; }

    /// <summary>How fast it goes; null before the first shard.</summary>
    public BatchPace? Pace { get; init; }

    /// <summary>The position after a shard has ended.</summary>
    internal BatchProgress After(ShardOutcome shard, DateTimeOffset now) => shard.End switch
    {
        ShardEnd.Written => this with
        {
            Written = Written + 1,
            Tried = Tried + shard.Tried,
            Candidates = Candidates + shard.Candidates,
            Kept = Kept + shard.Kept,
            Recent = [.. Recent, shard.Number],
            FailedInARow = 0,
            Pace = Pace?.After(now),
        },
        ShardEnd.Failed => this with { Failed = [.. Failed, shard.Number], FailedInARow = FailedInARow + 1, Pace = Pace?.After(now) },
        _ => this with { Again = [.. Again, shard.Number] },
    };

    /// <summary>The position from which the failed shards are tried again.</summary>
    internal BatchProgress Retrying() =>
        this with
        {
            Again = [.. Failed, .. Again],
            Failed = [],
            FailedInARow = 0,
            Pace = null,
            Waiting = false,
            Groups = null,
        };
}

/// <summary>How far the groups of a batch are.</summary>
/// <param name="Count">Number of groups.</param>
/// <param name="Next">The first group that is not known to be written.</param>
public sealed record GroupProgress(int Count, int Next = 0);

/// <summary>How fast shards end: a mean in which the last twenty or so count.</summary>
/// <param name="At">When the last one ended.</param>
/// <param name="Seconds">Seconds from one to the next.</param>
/// <param name="Count">How many were timed.</param>
public sealed record BatchPace(DateTimeOffset At, double Seconds = 0, long Count = 0)
{
    private const double LeastWeight = 0.05;

    internal BatchPace After(DateTimeOffset now) =>
        new(now, Seconds + ((now - At).TotalSeconds - Seconds) * Math.Max(LeastWeight, 1.0 / (Count + 1)), Count + 1);
}
