namespace EmuEdit.Sessions;

/// <summary>Why a session refuses a request.</summary>
public enum SessionError
{
    /// <summary>The session or turn does not exist.</summary>
    Missing,

    /// <summary>The session was deleted or has expired.</summary>
    Gone,

    /// <summary>The state of the session does not allow the request.</summary>
    Conflict,

    /// <summary>The session was changed since the caller read it.</summary>
    Changed,

    /// <summary>An idempotency key was used again with another request.</summary>
    KeyReused,

    /// <summary>Too many turns are waiting.</summary>
    Busy,
}

/// <summary>A session refuses a request.</summary>
public sealed class SessionException : Exception
{
    private SessionException(SessionError error, string message, Session? session = null)
        : base(message) => (Error, CurrentTurn) = (error, session?.Current);

    /// <summary>The reason.</summary>
    public SessionError Error { get; }

    /// <summary>The session's current turn. Null if it does not matter.</summary>
    public int? CurrentTurn { get; }

    /// <summary>When to retry. Null if a retry does not help.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    internal static SessionException Missing(string id) => new(SessionError.Missing, $"There is no session {id}.");

    internal static SessionException MissingTurn(Session session, int turn) =>
        new(SessionError.Missing, $"Session {session.Id} has no turn {turn}; it has {session.Turns.Count}.", session);

    internal static SessionException Deleted(string id) => new(SessionError.Gone, $"Session {id} was deleted.");

    internal static SessionException Expired(string id) => new(SessionError.Gone, $"Session {id} has expired.");

    internal static SessionException Conflict(Session session, string why) =>
        new(SessionError.Conflict, $"Session {session.Id} is at turn {session.Current}: {why}.", session);

    internal static SessionException Changed(Session session) =>
        new(
            SessionError.Changed,
            $"Session {session.Id} has changed since it was read; it is at turn {session.Current}. Read it again.",
            session
        );

    internal static SessionException KeyReused(string key) =>
        new(SessionError.KeyReused, $"The idempotency key '{key}' was used for another turn of this session.");

    internal static SessionException Busy(int waiting, TimeSpan retryAfter) =>
        new(SessionError.Busy, $"{waiting} turns run or wait. Try again in {retryAfter.TotalSeconds:0} seconds.")
        {
            RetryAfter = retryAfter,
        };
}
