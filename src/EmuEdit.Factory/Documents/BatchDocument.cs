using System.Text.Json.Serialization;

namespace EmuEdit.Factory;

/// <summary>What a batch is to do, or how it ended.</summary>
public enum BatchState
{
    /// <summary>Its shards are to be made.</summary>
    Running,

    /// <summary>No further stage is to begin, until it is resumed.</summary>
    Paused,

    /// <summary>It was stopped for good; what was finished stays.</summary>
    Cancelled,

    /// <summary>Every shard is written.</summary>
    Completed,

    /// <summary>Every shard was tried, and some failed. Resumed, it tries those again.</summary>
    Incomplete,

    /// <summary>It ended by an error. Resumed, it goes on.</summary>
    Failed,
}

/// <summary>A batch's document. It is the truth about what the batch is to do; its orchestration reads it, and every stage does before it begins.</summary>
/// <param name="Plan">What is to be made.</param>
/// <param name="Created">When it was started.</param>
public sealed record BatchDocument(BatchPlan Plan, DateTimeOffset Created)
{
    /// <summary>What it is to do, or how it ended.</summary>
    public BatchState State { get; init; } = BatchState.Running;

    /// <summary>Why it is in that state; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When it ended; null before. A cancelled batch ends when what ran has stopped.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How often it was begun: a resumed one that had ended is begun again.</summary>
    public int Run { get; init; } = 1;

    /// <summary>How far it was when it last ended; null before, or where that is not known.</summary>
    public BatchProgress? Position { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether stages may begin.</summary>
    [JsonIgnore]
    public bool IsRunning => State == BatchState.Running && !Deleted;

    /// <summary>The id of the orchestration that makes it: scheduled twice, it runs once.</summary>
    [JsonIgnore]
    public string InstanceId => $"batch.{Plan.Id}.{Run}";
}
