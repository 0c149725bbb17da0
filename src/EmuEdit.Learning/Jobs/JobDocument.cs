using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Learning;

/// <summary>The requested state of a job, or how it ended.</summary>
public enum JobState
{
    /// <summary>The job runs.</summary>
    Running,

    /// <summary>The job waits until it is resumed. What it has learned so far is kept.</summary>
    Paused,

    /// <summary>The job was stopped for good.</summary>
    Cancelled,

    /// <summary>The job is done.</summary>
    Completed,

    /// <summary>The job ended with an error. If resumed, it continues from its last checkpoint.</summary>
    Failed,
}

/// <summary>The document of a job: the source of truth for what the job should do. The orchestration reads it before every slice.</summary>
/// <param name="Id">Id of the job, unique within its kind.</param>
/// <param name="Plan">What to learn, as JSON. The format depends on the kind.</param>
/// <param name="Created">When the job was created.</param>
public sealed record JobDocument(string Id, JsonElement Plan, DateTimeOffset Created)
{
    /// <summary>The requested state, or how the job ended.</summary>
    public JobState State { get; init; } = JobState.Running;

    /// <summary>Reason for the state; null if there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>When the job ended; null before.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Number of times the job was started. Resuming a failed job starts it again.</summary>
    public int Run { get; init; } = 1;

    /// <summary>Last reported progress; null before the first report.</summary>
    public LearningProgress? Progress { get; init; }

    /// <summary>Whether the job is being deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether a slice may start.</summary>
    [JsonIgnore]
    public bool IsRunning => State == JobState.Running && !Deleted;

    /// <summary>Whether the job has ended.</summary>
    [JsonIgnore]
    public bool IsOver => State is JobState.Completed or JobState.Cancelled or JobState.Failed;

    /// <summary>
    /// Returns the id of the job's orchestration. Scheduled twice, the
    /// orchestration runs once. A later job of the same name has another id.
    /// </summary>
    internal string InstanceId(string kind) => $"{kind}.{Id}.{Created.UtcTicks:x}.{Run}";
}
