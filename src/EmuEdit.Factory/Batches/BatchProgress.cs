namespace EmuEdit.Factory;

/// <summary>
/// The progress of a batch. Its orchestration passes it from generation to generation, and shows it
/// as its status. Its size does not grow with the batch.
/// </summary>
public sealed record BatchProgress
{
    /// <summary>The first shard that was never started.</summary>
    public long Next { get; init; }

    /// <summary>
    /// Earlier shards to start again: the stopped ones and, after a resume, the failed ones.
    /// </summary>
    public IReadOnlyList<long> Again { get; init; } = [];

    /// <summary>The shards that failed.</summary>
    public IReadOnlyList<long> Failed { get; init; } = [];

    /// <summary>The number of consecutive failed shards up to now.</summary>
    public int FailedInARow { get; init; }

    /// <summary>The number of written shards.</summary>
    public long Written { get; init; }

    /// <summary>The number of samples that were tried in the written shards.</summary>
    public long Tried { get; init; }

    /// <summary>The number of pairs that were judged in the written shards.</summary>
    public long Candidates { get; init; }

    /// <summary>The number of samples in the written shards.</summary>
    public long Kept { get; init; }

    /// <summary>The number of generations whose ledgers are summed.</summary>
    public long Generation { get; init; }

    /// <summary>The shards that were written since the last sum; at most one generation.</summary>
    public IReadOnlyList<long> Recent { get; init; } = [];

    /// <summary>The number of shards that are being made.</summary>
    public int InFlight { get; init; }

    /// <summary>Whether the batch waits to be resumed.</summary>
    public bool Waiting { get; init; }

    /// <summary>
    /// The progress of the groups of shards, one Parquet file each. Null while shards are made.
    /// </summary>
    public GroupProgress? Groups { get; init; }

    /// <summary>The pace of the shards. Null before the first shard.</summary>
    public BatchPace? Pace { get; init; }

    /// <summary>Returns the position after a shard has ended.</summary>
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

    /// <summary>Returns the position from which the batch tries the failed shards again.</summary>
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

/// <summary>The progress of a batch's groups.</summary>
/// <param name="Count">The number of groups.</param>
/// <param name="Next">The first group that is not known to be written. Default 0.</param>
public sealed record GroupProgress(int Count, int Next = 0);

/// <summary>The pace of the shards: a moving mean over about the last twenty.</summary>
/// <param name="At">When the last shard ended.</param>
/// <param name="Seconds">The mean time from the end of one shard to the next, in seconds.</param>
/// <param name="Count">The number of timed shards.</param>
public sealed record BatchPace(DateTimeOffset At, double Seconds = 0, long Count = 0)
{
    private const double LeastWeight = 0.05;

    internal BatchPace After(DateTimeOffset now) =>
        new(now, Seconds + ((now - At).TotalSeconds - Seconds) * Math.Max(LeastWeight, 1.0 / (Count + 1)), Count + 1);
}
