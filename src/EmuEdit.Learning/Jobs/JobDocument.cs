using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Learning;

/// <summary>What a job is to do, or how it ended.</summary>
public enum JobState
{
    /// <summary>It is to go on.</summary>
    Running,

    /// <summary>It waits until it is resumed; what was learned so far is kept.</summary>
    Paused,

    /// <summary>It was stopped for good.</summary>
    Cancelled,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It ended by an error. Resumed, it goes on from its last checkpoint.</summary>
    Failed,
}

/// <summary>A job's document: the truth about what it is to do. Its orchestration reads it before every slice.</summary>
/// <param name="Id">Its name, unique within its kind.</param>
/// <param name="Plan">What is to be learned, as JSON of its kind.</param>
/// <param name="Created">When it was started.</param>
public sealed record JobDocument(string Id, JsonElement Plan, DateTimeOffset Created)
{
    /// <summary>What it is to do, or how it ended.</summary>
    public JobState State { get; init; } = JobState.Running;

    /// <summary>Why it is in that state; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How often it was begun: a resumed one that had failed is begun again.</summary>
    public int Run { get; init; } = 1;

    /// <summary>How far it was after its last slice; null before the first.</summary>
    public LearningProgress? Progress { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether a slice may begin.</summary>
    [JsonIgnore]
    public bool IsRunning => State == JobState.Running && !Deleted;

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsOver => State is JobState.Completed or JobState.Cancelled or JobState.Failed;

    /// <summary>The id of the orchestration that runs it: scheduled twice, it runs once; a later job of the same name has another.</summary>
    internal string InstanceId(string kind) => $"{kind}.{Id}.{Created.UtcTicks:x}.{Run}";
}
