using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>Names a turn; what travels between tasks instead of it.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Turn">The turn's number.</param>
public sealed record TurnReference(string Session, int Turn)
{
    /// <summary>What the ids of all turns' orchestrations begin with.</summary>
    internal const string InstancePrefix = "edit-";

    /// <summary>The id of the orchestration that makes the turn: scheduled twice, it runs once.</summary>
    public string InstanceId => $"{InstancePrefix}{Session}-{Turn}";
}

/// <summary>A turn and the task it is done as.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Task">The task.</param>
public sealed record TurnWork(TurnReference Turn, TaskChoice Task);

/// <summary>How a turn ended.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
public sealed record TurnOutcome(TurnStatus Status)
{
    /// <summary>Pixels that differ from the parent's picture; null unless completed.</summary>
    public int? ChangedPixels { get; init; }

    /// <summary>What the user should know, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why it failed; null unless it did.</summary>
    public TurnError? Error { get; init; }
}

/// <summary>A turn's end, to be recorded.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record TurnEnd(TurnReference Turn, TurnOutcome Outcome);
