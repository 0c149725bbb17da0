using EmuEdit.Core;
using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>How sessions are kept, and how many turns may wait.</summary>
public sealed record EditSessionSettings
{
    /// <summary>How long a session lives after it was last used (made, edited, undone, redone, branched), at least a second; default 30 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long an ended session is told from one that never was; default 30 days.</summary>
    public TimeSpan KeptAfterEnd { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the orchestration of a finished turn stays in the journal, at least a second; default a day. It is there for those who look for faults: the turn itself
    /// is in the session's document. Never longer than <see cref="Lifetime"/>, so that none is left of an expired session.
    /// </summary>
    public TimeSpan KeptFinished { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many turns of all sessions may be unfinished, 1 to 1000; default 64. Further ones are refused for now.</summary>
    public int MaxUnfinished { get; init; } = 64;

    /// <summary>How many sessions there may be, those that have ended and are still told of included; at least 1, default 100 000. Further ones are refused for now.</summary>
    public int MaxSessions { get; init; } = 100_000;

    /// <summary>When a refused client should come back; default 2 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The tasks that a turn may name now, from the one that it does name (null for none): a bundle may have learned it a moment ago. Null, the default, leaves it to the edit to refuse unknown ones.</summary>
    public Func<string?, IReadOnlyCollection<string>>? Tasks { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public EditSessionSettings Validated()
    {
        if (Lifetime < TimeSpan.FromSeconds(1))
            throw new InvalidInputException($"sessions that live for {Lifetime}", "at least a second");
        if (KeptFinished < TimeSpan.FromSeconds(1))
            throw new InvalidInputException($"finished turns that are kept for {KeptFinished}", "at least a second");
        if (MaxUnfinished is < 1 or > OrchestrationQuery.MaxPageSize)
            throw new InvalidInputException($"at most {MaxUnfinished} unfinished turns", $"1 to {OrchestrationQuery.MaxPageSize}");
        if (MaxSessions < 1)
            throw new InvalidInputException($"at most {MaxSessions} sessions", "at least 1");
        return this;
    }
}
