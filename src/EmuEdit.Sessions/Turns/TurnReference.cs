using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>Refers to a turn. It travels between tasks in place of the turn.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Turn">The turn's number.</param>
public sealed record TurnReference(string Session, int Turn)
{
    /// <summary>The prefix of the ids of all turns' orchestrations.</summary>
    internal const string InstancePrefix = "edit-";

    /// <summary>The id of the orchestration that runs the turn. Scheduled twice, it runs once.</summary>
    public string InstanceId => $"{InstancePrefix}{Session}-{Turn}";
}

/// <summary>A turn and its task.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Task">The task.</param>
public sealed record TurnWork(TurnReference Turn, TaskChoice Task);

/// <summary>The outcome of a turn.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
public sealed record TurnOutcome(TurnStatus Status)
{
    /// <summary>The number of pixels that differ from the parent's image. Null unless completed.</summary>
    public int? ChangedPixels { get; init; }

    /// <summary>Remarks for the user, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The edits that the instruction asks for, if it asks for several: one turn each. Null if it asks for one.</summary>
    public IReadOnlyList<string>? Edits { get; init; }

    /// <summary>Why the turn failed. Null unless it failed.</summary>
    public TurnError? Error { get; init; }
}

/// <summary>The end of a turn, to record.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Outcome">The outcome.</param>
public sealed record TurnEnd(TurnReference Turn, TurnOutcome Outcome);
