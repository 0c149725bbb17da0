using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>A session refuses a request.</summary>
public sealed class SessionException : DocumentException
{
    private SessionException(DocumentError error, string message, Session? session = null)
        : base(error, message) => CurrentTurn = session?.Current;

    /// <summary>The session's current turn. Null if it does not matter.</summary>
    public int? CurrentTurn { get; }

    /// <summary>When to retry. Null if a retry does not help.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    internal static SessionException Missing(string id) => new(DocumentError.Missing, $"There is no session {id}.");

    internal static SessionException MissingTurn(Session session, int turn) =>
        new(DocumentError.Missing, $"Session {session.Id} has no turn {turn}; it has {session.Turns.Count}.", session);

    internal static SessionException Deleted(string id) => new(DocumentError.Gone, $"Session {id} was deleted.");

    internal static SessionException Expired(string id) => new(DocumentError.Gone, $"Session {id} has expired.");

    internal static SessionException Conflict(Session session, string why) =>
        new(DocumentError.Conflict, $"Session {session.Id} is at turn {session.Current}: {why}.", session);

    internal static SessionException Changed(Session session) =>
        new(
            DocumentError.Changed,
            $"Session {session.Id} has changed since it was read; it is at turn {session.Current}. Read it again.",
            session
        );

    internal static SessionException KeyReused(string key) =>
        new(DocumentError.KeyReused, $"The idempotency key '{key}' was used for another turn of this session.");

    internal static SessionException Busy(int waiting, TimeSpan retryAfter) =>
        new(DocumentError.Busy, $"{waiting} turns run or wait. Try again in {retryAfter.TotalSeconds:0} seconds.")
        {
            RetryAfter = retryAfter,
        };
}
