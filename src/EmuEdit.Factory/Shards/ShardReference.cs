namespace EmuEdit.Factory;

/// <summary>Names a shard; what travels between tasks instead of it.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Number">Which shard, from 0.</param>
public sealed record ShardReference(string Batch, long Number)
{
    /// <summary>The id of the orchestration that makes it.</summary>
    public string InstanceId => $"{InstancePrefix(Batch)}{Number}";

    /// <summary>What the ids of the orchestrations of all shards of a batch begin with.</summary>
    internal static string InstancePrefix(string batch) => $"shard.{batch}.";
}

/// <summary>How the work on a shard ended.</summary>
public enum ShardEnd
{
    /// <summary>Its files are there.</summary>
    Written,

    /// <summary>It cannot be done; its record says why.</summary>
    Failed,

    /// <summary>The batch is not to go on now. What was finished is recorded, and it goes on from there.</summary>
    Stopped,
}

/// <summary>How the work on a shard ended.</summary>
/// <param name="Number">Which shard.</param>
/// <param name="End">How.</param>
public sealed record ShardOutcome(long Number, ShardEnd End)
{
    /// <summary>Samples that were tried.</summary>
    public long Tried { get; init; }

    /// <summary>Pairs that were judged.</summary>
    public long Candidates { get; init; }

    /// <summary>Samples that it holds.</summary>
    public long Kept { get; init; }
}
