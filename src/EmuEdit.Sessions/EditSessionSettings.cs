using EmuEdit.Core;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>How long sessions are kept, and how many sessions and turns there may be.</summary>
public sealed record EditSessionSettings
{
    /// <summary>
    /// How long a session lives after its last use (create, edit, undo, redo or branch), at least one second. Default 30 days.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the document of an ended session is kept, so that clients learn that it has ended. Default 30 days.</summary>
    public TimeSpan KeptAfterEnd { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the orchestration of a finished turn stays in the journal, at least one second. Default one day. It helps to find faults;
    /// the turn itself is in the session's document. It is kept at most for <see cref="Lifetime"/>, so that nothing of an expired session
    /// is left.
    /// </summary>
    public TimeSpan KeptFinished { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The maximum number of unfinished turns of all sessions, 1 to 1000. Default 64. Further turns are refused for the time being.
    /// </summary>
    public int MaxUnfinished { get; init; } = 64;

    /// <summary>
    /// The maximum number of sessions, including ended ones whose documents are kept; at least 1. Default 100 000. Further sessions are
    /// refused for the time being.
    /// </summary>
    public int MaxSessions { get; init; } = 100_000;

    /// <summary>When a refused client should retry. Default 2 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Returns the tasks that a turn may name at the time of the call. Its argument is the task that the turn names, or null, because the
    /// bundle may just have learned this task. Default null: the edit refuses unknown tasks.
    /// </summary>
    public Func<string?, IReadOnlyCollection<string>>? Tasks { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public EditSessionSettings Validated()
    {
        if (Lifetime < TimeSpan.FromSeconds(1))
            throw new InvalidInputException($"sessions that live for {Lifetime}", "at least 1 second");
        if (KeptFinished < TimeSpan.FromSeconds(1))
            throw new InvalidInputException($"finished turns that are kept for {KeptFinished}", "at least 1 second");
        if (MaxUnfinished is < 1 or > OrchestrationQuery.MaxPageSize)
            throw new InvalidInputException($"at most {MaxUnfinished} unfinished turns", $"1 to {OrchestrationQuery.MaxPageSize}");
        if (MaxSessions < 1)
            throw new InvalidInputException($"at most {MaxSessions} sessions", "at least 1");
        return this;
    }
}
