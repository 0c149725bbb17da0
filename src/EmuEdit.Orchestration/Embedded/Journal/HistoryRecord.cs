namespace EmuEdit.Orchestration.Embedded;

/// <summary>The type of a record. The numbers are stored: never change them.</summary>
internal enum RecordType
{
    // Facts: something happened to the instance.
    ExecutionStarted = 0,
    EventRaised = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    TimerFired = 4,
    ChildCompleted = 5,
    ChildFailed = 6,
    Terminated = 7,

    // Actions: the instance's code requested something.
    ActivityScheduled = 8,
    TimerCreated = 9,
    ChildScheduled = 10,
}

/// <summary>A record of an instance's history, or a pending record.</summary>
/// <param name="Type">The type.</param>
/// <param name="At">When it happened. For a timer, when it is due.</param>
/// <param name="Step">The number of the action that it is or answers. The actions of a run count from 0.</param>
/// <param name="Name">The name of the task or event.</param>
/// <param name="Payload">The input, result, failure or event, as JSON.</param>
/// <param name="Child">The instance id of the sub-orchestration that the action starts.</param>
internal sealed record HistoryRecord(
    RecordType Type,
    DateTimeOffset At,
    int Step = 0,
    string Name = "",
    string Payload = "",
    string? Child = null
)
{
    public bool IsAction => Type >= RecordType.ActivityScheduled;

    /// <summary>
    /// Whether both records request the same action. Their inputs may differ, because a new version may write them in another way.
    /// </summary>
    public bool AsksTheSame(HistoryRecord other) => (Type, Name, Child) == (other.Type, other.Name, other.Child);

    public override string ToString() => Type switch
    {
        RecordType.ActivityScheduled => $"activity '{Name}'",
        RecordType.TimerCreated => "a timer",
        RecordType.ChildScheduled => $"sub-orchestration '{Name}' as '{Child}'",
        _ => Type.ToString(),
    };
}

/// <summary>
/// A pending record: an open activity or timer, or a message on its way to its instance. The transaction that adds the outcome to the
/// history also deletes the pending row. So everything happens once, and the rows that are left after a crash are the work that is left to
/// do.
/// </summary>
internal sealed record PendingRecord(long Id, string Instance, HistoryRecord Record);

/// <summary>The payload of a termination.</summary>
internal sealed record Termination(string Reason, bool Recursive);
