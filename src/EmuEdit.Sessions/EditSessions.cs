using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Images that are edited turn by turn. A turn is accepted once its document records it. <see cref="EditTurnOrchestrator"/> then runs it,
/// whatever happens to the process or the client. A session runs one turn at a time. Turns of all sessions run in the order in which they
/// were accepted. Safe for use from several threads.
/// </summary>
public sealed class EditSessions : IDisposable
{
    private readonly SessionStore _store;
    private readonly OrchestrationClient _client;
    private readonly IImageCodec _codec;
    private readonly EditSessionSettings _settings;
    private readonly TimeProvider _time;
    private readonly DocumentQuota _quota;
    private readonly SessionIndex _index;
    private readonly TurnRuns _runs;
    private readonly TurnIntake _intake;

    /// <summary>Creates a service for the sessions of a store.</summary>
    /// <param name="store">The store with the sessions.</param>
    /// <param name="client">The client that runs what <see cref="SessionWorkload"/> registers.</param>
    /// <param name="codec">Reads the source images.</param>
    /// <param name="settings">The settings. Null for the defaults.</param>
    /// <param name="time">The clock. Null for the system clock.</param>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public EditSessions(
        SessionStore store,
        OrchestrationClient client,
        IImageCodec codec,
        EditSessionSettings? settings = null,
        TimeProvider? time = null
    )
    {
        (_store, _client, _codec, _settings, _time) = (store, client, codec, (settings ?? new()).Validated(), time ?? TimeProvider.System);
        (_quota, _index, _runs) = (store.Quota(_settings.MaxSessions), new(store), new(store, client, _time));
        _intake = new(store, _runs, codec, _settings, _time);
    }

    /// <summary>Creates a session.</summary>
    /// <param name="picture">The source image, a file of any format that the codec reads.</param>
    /// <param name="key">The idempotency key: a request with the same key and image returns the same session. Default null: none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The image cannot be used, or the key is not valid.</exception>
    /// <exception cref="SessionException">The session for this key and image has ended.</exception>
    /// <exception cref="BusyException">There are too many sessions, or too many pixels in memory to decode the image now.</exception>
    /// <exception cref="IOException">The session cannot be stored.</exception>
    public async Task<StoredDocument<Session>> CreateAsync(
        ReadOnlyMemory<byte> picture,
        string? key = null,
        CancellationToken cancellationToken = default
    )
    {
        var id = TurnRequest.CheckKey(key) is null ? SessionId.New() : SessionId.From(key!, picture.Span);
        if (key is not null && await _store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
            return _runs.Live(known);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        var image = _codec.Decode(picture, "the image");
        var now = _time.GetUtcNow();
        var session = new Session(id, image.Width, image.Height, now, now + _settings.Lifetime) { Flattened = image.Flattened };
        // The document is written last. If it is missing, the expiry clears everything that was written before.
        var deadline = new SessionDeadline(id, session.Expires);
        await _client.ScheduleAsync(SessionExpiry.TaskName, deadline, deadline.InstanceId, cancellationToken).ConfigureAwait(false);
        await _store.WriteImageAsync(id, 0, _codec.EncodePng(image), cancellationToken).ConfigureAwait(false);
        return _runs.Live(await _store.AddAsync(session, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the current state of a session.</summary>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    /// <exception cref="SessionException">The session does not exist or has ended.</exception>
    public Task<StoredDocument<Session>> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _runs.GetAsync(id, cancellationToken);

    /// <summary>Lists the sessions that can be used, newest first.</summary>
    /// <param name="after">Lists only sessions after this place. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<Session> ListAsync(SessionPlace? after = null, CancellationToken cancellationToken = default) =>
        _index.NewestAsync(after, cancellationToken).Where(s => s.Ended is null && s.Expires > _time.GetUtcNow());

    /// <summary>Writes a session as one ZIP file, see <see cref="SessionArchive"/>.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="to">The stream for the file. It need not support seeking.</param>
    /// <param name="cancellationToken">Stops after the current image.</param>
    /// <exception cref="SessionException">The session does not exist or has ended.</exception>
    public async Task WriteArchiveAsync(string id, Stream to, CancellationToken cancellationToken = default) =>
        await SessionArchive
            .WriteAsync(_store, (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, to, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Accepts a turn on the current image. Once this method has returned, the turn will run.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="request">The turn's instruction, options and mask.</param>
    /// <param name="ifMatch">The session's ETag that the caller expects. Default null: any.</param>
    /// <param name="cancellationToken">Stops waiting. The turn may or may not have been accepted.</param>
    /// <returns>The turn. For a repeated idempotency key, the turn of the first request.</returns>
    /// <exception cref="InvalidInputException">The request is not valid, or its mask does not fit the session's images.</exception>
    /// <exception cref="BusyException">There are too many pixels in memory to decode the mask now.</exception>
    /// <exception cref="SessionException">
    /// The session does not exist, has ended, has an unfinished turn, or its current turn or ETag is not the expected one; or too many
    /// turns are waiting.
    /// </exception>
    /// <exception cref="IOException">The turn cannot be stored. It was not accepted.</exception>
    public Task<SessionTurn> AddTurnAsync(
        string id,
        TurnRequest request,
        string? ifMatch = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return _intake.AddAsync(id, request, ifMatch, cancellationToken);
    }

    /// <summary>Returns the current state of a turn.</summary>
    /// <exception cref="SessionException">The session or turn does not exist, or the session has ended.</exception>
    public async Task<SessionTurn> GetTurnAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Document.Turn(turn);

    /// <summary>Waits until a turn has ended.</summary>
    /// <exception cref="SessionException">The session or turn does not exist, or the session has ended.</exception>
    public async Task<SessionTurn> WaitForTurnAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await GetTurnAsync(id, turn, cancellationToken).ConfigureAwait(false) is { IsFinished: true } finished)
                return finished;
            await _runs.WaitForEndAsync(new(id, turn), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the PNG file of a turn, with its ETag. Turn 0 is the source.</summary>
    /// <exception cref="SessionException">There is no such session, turn or image, or the session has ended.</exception>
    public async Task<Blob> ReadImageAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        await RequireImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
        return await _store.ReadImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the PNG file that shows the pixels that a turn changed in white, with its ETag.</summary>
    /// <exception cref="SessionException">There is no such session, turn or image, or the session has ended.</exception>
    public async Task<Blob> ReadChangesAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        if (turn == 0)
            throw SessionException.MissingTurn((await GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, turn);
        await RequireImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
        return await _store.ReadChangesAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requests cancellation of an unfinished turn, which may still end first. Has no effect on a cancelled turn.</summary>
    /// <returns>The current state of the turn.</returns>
    /// <exception cref="SessionException">
    /// There is no such session or turn, or the session has ended, or the turn completed or failed.
    /// </exception>
    public async Task<SessionTurn> CancelAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        var stored = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (stored.Document.Turn(turn) is { IsFinished: true } finished)
            return finished.Status == TurnStatus.Cancelled
                ? finished
                : throw SessionException.Conflict(stored.Document, $"turn {turn} is {finished.Status.ToString().ToLowerInvariant()}");
        await _runs.CancelAsync(new(id, turn), cancellationToken).ConfigureAwait(false);
        return await GetTurnAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes back by one turn, see <see cref="Session.Undo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to undo, or for the reasons of <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredDocument<Session>> UndoAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        MoveAsync(id, s => s.Undo(), ifMatch, cancellationToken);

    /// <summary>Goes forward by one turn, see <see cref="Session.Redo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to redo, or for the reasons of <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredDocument<Session>> RedoAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        MoveAsync(id, s => s.Redo(), ifMatch, cancellationToken);

    /// <summary>Goes to the image of any turn, where the next turn starts a branch, see <see cref="Session.BranchAt"/>.</summary>
    /// <exception cref="SessionException">The turn has no image, or for the reasons of <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredDocument<Session>> BranchAsync(
        string id,
        int turn,
        string? ifMatch = null,
        CancellationToken cancellationToken = default
    ) =>
        MoveAsync(id, s => s.BranchAt(turn), ifMatch, cancellationToken);

    /// <summary>Deletes a session with its images, and stops its unfinished turn. Deleting it again has no effect.</summary>
    /// <exception cref="SessionException">The session does not exist, or its ETag differs.</exception>
    public async Task DeleteAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var before = new Session(id, 0, 0, default, default);
        // Marks the session first. If the process dies after that, the expiry deletes the images, and the regular purge the orchestrations.
        await _store.UpdateAsync(id, s => (before = s).End(_time.GetUtcNow()), ifMatch, cancellationToken).ConfigureAwait(false);
        await _runs.PurgeAsync(before, cancellationToken).ConfigureAwait(false);
        await _store.DeleteFilesAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes of the service. No call may be in progress.</summary>
    public void Dispose() => _intake.Dispose();

    private async Task<StoredDocument<Session>> MoveAsync(
        string id,
        Func<Session, Session> change,
        string? ifMatch,
        CancellationToken cancellationToken
    )
    {
        await GetAsync(id, cancellationToken).ConfigureAwait(false);
        return await _intake.ChangeAsync(id, change, ifMatch, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireImageAsync(string id, int number, CancellationToken cancellationToken)
    {
        var session = (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Document;
        if (number != 0 && session.Turn(number) is { Status: not TurnStatus.Completed } turn)
            throw SessionException.Conflict(session, $"turn {number} is {turn.Status.ToString().ToLowerInvariant()} and has no image");
    }
}
