namespace EmuEdit.Sessions;

/// <summary>Why a session cannot do what was asked.</summary>
public enum SessionError
{
    /// <summary>There is no such session or turn.</summary>
    Missing,

    /// <summary>The session was deleted or has expired.</summary>
    Gone,

    /// <summary>It is in a state that does not allow it.</summary>
    Conflict,

    /// <summary>It was changed since the caller read it.</summary>
    Changed,

    /// <summary>An idempotency key came again with another request.</summary>
    KeyReused,

    /// <summary>Too many turns wait.</summary>
    Busy,
}

/// <summary>A session cannot do what was asked.</summary>
public sealed class SessionException : Exception
{
    private SessionException(SessionError error, string message, Session? session = null) : base(message) => (Error, CurrentTurn) = (error, session?.Current);

    /// <summary>Why.</summary>
    public SessionError Error { get; }

    /// <summary>The session's current turn; null where it does not matter.</summary>
    public int? CurrentTurn { get; }

    /// <summary>When to try again; null where that is of no use.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    internal static SessionException Missing(string id) => new(SessionError.Missing, $"There is no session {id}.");

    internal static SessionException MissingTurn(Session session, int turn) => new(SessionError.Missing, $"Session {session.Id} has no turn {turn}; it has {session.Turns.Count}.", session);

    internal static SessionException Deleted(string id) => new(SessionError.Gone, $"Session {id} was deleted.");

    internal static SessionException Expired(string id) => new(SessionError.Gone, $"Session {id} has expired.");

    internal static SessionException Conflict(Session session, string why) => new(SessionError.Conflict, $"Session {session.Id} is at turn {session.Current}: {why}.", session);

    internal static SessionException Changed(Session session) => new(SessionError.Changed, $"Session {session.Id} has changed since it was read; it is at turn {session.Current}. Read it again.", session);

    internal static SessionException KeyReused(string key) => new(SessionError.KeyReused, $"The idempotency key '{key}' was used for another turn of this session.");

    internal static SessionException Busy(int waiting, TimeSpan retryAfter) =>
        new(SessionError.Busy, $"{waiting} turns run or wait. Try again in {retryAfter.TotalSeconds:0} seconds.") { RetryAfter = retryAfter };
}
