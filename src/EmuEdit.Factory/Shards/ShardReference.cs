namespace EmuEdit.Factory;

/// <summary>Names a shard. Tasks pass this reference instead of the shard itself.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Number">The shard's number, from 0.</param>
public sealed record ShardReference(string Batch, long Number)
{
    /// <summary>The id of the orchestration that makes the shard.</summary>
    public string InstanceId => $"{InstancePrefix(Batch)}{Number}";

    /// <summary>Returns the prefix of the ids of the orchestrations of a batch's shards.</summary>
    internal static string InstancePrefix(string batch) => $"shard.{batch}.";
}

/// <summary>How the work on a shard ended.</summary>
public enum ShardEnd
{
    /// <summary>The shard's files are stored.</summary>
    Written,

    /// <summary>The shard failed. Its record states the reason.</summary>
    Failed,

    /// <summary>
    /// The batch was paused, cancelled or deleted. A resumed batch continues with the stored
    /// outputs.
    /// </summary>
    Stopped,
}

/// <summary>The outcome of the work on a shard.</summary>
/// <param name="Number">The shard's number.</param>
/// <param name="End">How the work ended.</param>
public sealed record ShardOutcome(long Number, ShardEnd End)
{
    /// <summary>The number of samples that were tried.</summary>
    public long Tried { get; init; }

    /// <summary>The number of pairs that were judged.</summary>
    public long Candidates { get; init; }

    /// <summary>The number of samples in the shard.</summary>
    public long Kept { get; init; }
}
