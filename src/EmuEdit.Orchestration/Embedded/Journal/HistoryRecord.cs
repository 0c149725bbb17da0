namespace EmuEdit.Orchestration.Embedded;

/// <summary>What a record says. The numbers are stored: never change one.</summary>
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

    // Actions: its code asked for something.
    ActivityScheduled = 8,
    TimerCreated = 9,
    ChildScheduled = 10,
}

/// <summary>A line of an instance's history, or one to come.</summary>
/// <param name="Type">What it says.</param>
/// <param name="At">When it happened; for a timer when it is due.</param>
/// <param name="Step">The action that it is, or answers; actions of a run count from 0.</param>
/// <param name="Name">Name of the task or event.</param>
/// <param name="Payload">Input, result, failure or event, JSON.</param>
/// <param name="Child">Instance id of the sub-orchestration that the action starts.</param>
internal sealed record HistoryRecord(RecordType Type, DateTimeOffset At, int Step = 0, string Name = "", string Payload = "", string? Child = null)
{
    public bool IsAction => Type >= RecordType.ActivityScheduled;

    /// <summary>Whether both ask for the same. Inputs may differ: a new version may write them otherwise.</summary>
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
/// A record to come: an activity or timer that is open, or a message on its way to its instance. In the transaction that adds what came of it to the
/// history, its row is deleted; so everything happens once, and what is left after a crash is what has still to happen.
/// </summary>
internal sealed record PendingRecord(long Id, string Instance, HistoryRecord Record);

/// <summary>What a termination says.</summary>
internal sealed record Termination(string Reason, bool Recursive);
