using System.Text.Json.Serialization;

namespace EmuEdit.Orchestration;

/// <summary>The requested state of a document's work, or how the work ended.</summary>
public enum DocumentState
{
    /// <summary>The work runs.</summary>
    Running,

    /// <summary>The work waits until it is resumed. What is done so far is kept.</summary>
    Paused,

    /// <summary>The work was stopped for good. What is done so far is kept.</summary>
    Cancelled,

    /// <summary>The work is done.</summary>
    Completed,

    /// <summary>The work is done, and parts of it failed. If resumed, it tries those parts again.</summary>
    Incomplete,

    /// <summary>The work ended with an error. If resumed, it continues.</summary>
    Failed,
}

/// <summary>A document of work that can be paused, resumed and cancelled.</summary>
// The order of the properties is that of the stored documents. A document puts its own last property at OwnOrder.
public abstract record PausableDocument
{
    /// <summary>The event that reports a change of the document to its orchestration. Its payload is ignored.</summary>
    public const string Changed = "changed";

    /// <summary>The place of a derived document's own state in the stored form.</summary>
    protected const int OwnOrder = 5;

    /// <summary>The requested state, or how the work ended.</summary>
    [JsonPropertyOrder(1)]
    public DocumentState State { get; init; } = DocumentState.Running;

    /// <summary>The reason for the state. Null if there is none.</summary>
    [JsonPropertyOrder(2)]
    public string? Reason { get; init; }

    /// <summary>When the work ended. Null before. Cancelled work may take a while to end.</summary>
    [JsonPropertyOrder(3)]
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How often the work was started. Resuming work that has ended starts it again.</summary>
    [JsonPropertyOrder(4)]
    public int Run { get; init; } = 1;

    /// <summary>Whether the document is being deleted.</summary>
    [JsonPropertyOrder(OwnOrder + 1)]
    public bool Deleted { get; init; }

    /// <summary>Whether a further step may start.</summary>
    [JsonIgnore]
    public bool IsRunning => State == DocumentState.Running && !Deleted;

    /// <summary>Whether the work has ended.</summary>
    [JsonIgnore]
    public bool IsOver => Finished is not null;
}
