using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Editing sessions: pictures edited turn by turn. A turn is accepted when its document says so, and then made by <see cref="EditTurnOrchestrator"/>, whatever
/// happens to the process or the client. One turn of a session is made at a time, those of all sessions in the order they were accepted. May be used from several threads.
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
    // One at a time counts the unfinished turns and adds to them.
    private readonly SemaphoreSlim _accepting = new(1);

    /// <summary>The sessions of a store.</summary>
    /// <param name="store">Has them.</param>
    /// <param name="client">Runs what <see cref="SessionWorkload"/> registers.</param>
    /// <param name="codec">Reads the pictures they begin with.</param>
    /// <param name="settings">How they are kept; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public EditSessions(SessionStore store, OrchestrationClient client, IImageCodec codec, EditSessionSettings? settings = null, TimeProvider? time = null) =>
        (_store, _client, _codec, _settings, _time, _quota, _index) =
            (store, client, codec, (settings ?? new()).Validated(), time ?? TimeProvider.System, store.Quota((settings ?? new()).MaxSessions), new(store));

    /// <summary>Makes a session.</summary>
    /// <param name="picture">The picture it begins with, a file of any kind that the codec reads.</param>
    /// <param name="key">The caller's name for this request: asked again with it and the same picture, the same session is the answer. Null, the default, for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The picture cannot be used, or the key is none.</exception>
    /// <exception cref="SessionException">The session of that key and picture has ended.</exception>
    /// <exception cref="BusyException">There are as many sessions as may be, or no room for the picture's pixels now.</exception>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public async Task<StoredSession> CreateAsync(ReadOnlyMemory<byte> picture, string? key = null, CancellationToken cancellationToken = default)
    {
        var id = TurnRequest.CheckKey(key) is null ? SessionId.New() : SessionId.From(key!, picture.Span);
        if (key is not null && await _store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
            return Live(known);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        var image = _codec.Decode(picture, "the image");
        var now = _time.GetUtcNow();
        var session = new Session(id, image.Width, image.Height, now, now + _settings.Lifetime) { Flattened = image.Flattened };
        // The document comes last: without it nothing is there that its end would not clear away.
        var deadline = new SessionDeadline(id, session.Expires);
        await _client.ScheduleAsync(SessionExpiry.TaskName, deadline, deadline.InstanceId, cancellationToken).ConfigureAwait(false);
        await _store.WriteImageAsync(id, 0, _codec.EncodePng(image), cancellationToken).ConfigureAwait(false);
        return Live(await _store.AddAsync(session, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A session as it is now.</summary>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="SessionException">There is none, or it has ended.</exception>
    public async Task<StoredSession> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await Reconcile(Live(await _store.GetAsync(id, cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);

    /// <summary>The sessions that can be used, the newest first.</summary>
    /// <param name="after">Only those after this place; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<Session> ListAsync(SessionPlace? after = null, CancellationToken cancellationToken = default) =>
        _index.NewestAsync(after, cancellationToken).Where(s => s.Ended is null && s.Expires > _time.GetUtcNow());

    /// <summary>Writes a session as one ZIP file, see <see cref="SessionArchive"/>.</summary>
    /// <param name="id">The session.</param>
    /// <param name="to">Takes the file; need not seek.</param>
    /// <param name="cancellationToken">Stops after the picture at hand.</param>
    /// <exception cref="SessionException">There is none, or it has ended.</exception>
    public async Task WriteArchiveAsync(string id, Stream to, CancellationToken cancellationToken = default) =>
        await SessionArchive.WriteAsync(_store, (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Session, to, cancellationToken).ConfigureAwait(false);

    /// <summary>Accepts a turn on the current picture. Once this returns, the turn will be made.</summary>
    /// <param name="id">The session.</param>
    /// <param name="request">What to make.</param>
    /// <param name="ifMatch">The session's ETag that the caller knows; null, the default, for any.</param>
    /// <param name="cancellationToken">Stops waiting; the turn may have been accepted or not.</param>
    /// <returns>The turn; where the idempotency key has come before, the turn that it made.</returns>
    /// <exception cref="InvalidInputException">The request is out of its range, or its mask does not fit the session's pictures.</exception>
    /// <exception cref="BusyException">There is no room for the mask's pixels now.</exception>
    /// <exception cref="SessionException">
    /// There is no such session, it has ended, has an unfinished turn, is at another turn or of another ETag than expected, or too many turns wait.
    /// </exception>
    /// <exception cref="IOException">It cannot be stored; the turn was not accepted.</exception>
    public async Task<SessionTurn> AddTurnAsync(string id, TurnRequest request, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check(_settings.Tasks?.Invoke(request.Options.Task));
        await _accepting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (before.Session.Turns.FirstOrDefault(request.Made) is { } known)
                return known;
            await RequireRoomAsync(cancellationToken).ConfigureAwait(false);
            await WriteMaskAsync(before.Session, request, cancellationToken).ConfigureAwait(false);
            var after = await ChangeAsync(id, s => Accept(s, request), ifMatch, cancellationToken).ConfigureAwait(false);
            var turn = after.Session.Turns[^1];
            await ScheduleOrWithdrawAsync(id, turn.Number).ConfigureAwait(false);
            return turn;
        }
        finally
        {
            _accepting.Release();
        }
    }

    /// <summary>A turn as it is now.</summary>
    /// <exception cref="SessionException">There is no such session or turn, or the session has ended.</exception>
    public async Task<SessionTurn> GetTurnAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Session.Turn(turn);

    /// <summary>Waits until a turn has ended.</summary>
    /// <exception cref="SessionException">There is no such session or turn, or the session has ended.</exception>
    public async Task<SessionTurn> WaitForTurnAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await GetTurnAsync(id, turn, cancellationToken).ConfigureAwait(false) is { IsFinished: true } finished)
                return finished;
            await WaitForEndAsync(new(id, turn), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The PNG file of a turn, with its ETag; turn 0 is the source.</summary>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has no picture.</exception>
    public async Task<Blob> ReadImageAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        await RequireImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
        return await _store.ReadImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The PNG file of the pixels that a turn changed (white), with its ETag.</summary>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has no picture.</exception>
    public async Task<Blob> ReadChangesAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        if (turn == 0)
            throw SessionException.MissingTurn((await GetAsync(id, cancellationToken).ConfigureAwait(false)).Session, turn);
        await RequireImageAsync(id, turn, cancellationToken).ConfigureAwait(false);
        return await _store.ReadChangesAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks an unfinished turn to stop; it ends as cancelled unless it was faster. No effect on a cancelled one.</summary>
    /// <returns>The turn as it is now.</returns>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has completed or failed.</exception>
    public async Task<SessionTurn> CancelAsync(string id, int turn, CancellationToken cancellationToken = default)
    {
        var stored = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (stored.Session.Turn(turn) is { IsFinished: true } finished)
            return finished.Status == TurnStatus.Cancelled ? finished : throw SessionException.Conflict(stored.Session, $"turn {turn} is {finished.Status.ToString().ToLowerInvariant()}");
        try
        {
            await _client.RaiseEventAsync(new TurnReference(id, turn).InstanceId, EditTurnOrchestrator.Cancel, "", cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It has ended in this moment; the answer shows how.
        }
        return await GetTurnAsync(id, turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves back by a turn, see <see cref="Session.Undo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to undo, and as <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredSession> UndoAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default) => MoveAsync(id, s => s.Undo(), ifMatch, cancellationToken);

    /// <summary>Moves on by a turn, see <see cref="Session.Redo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to redo, and as <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredSession> RedoAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default) => MoveAsync(id, s => s.Redo(), ifMatch, cancellationToken);

    /// <summary>Moves to any turn's picture, from where the next turn branches, see <see cref="Session.BranchAt"/>.</summary>
    /// <exception cref="SessionException">The turn has no picture, and as <see cref="AddTurnAsync"/>.</exception>
    public Task<StoredSession> BranchAsync(string id, int turn, string? ifMatch = null, CancellationToken cancellationToken = default) => MoveAsync(id, s => s.BranchAt(turn), ifMatch, cancellationToken);

    /// <summary>Deletes a session with its pictures, and stops the turn that it is at. Deleted again, no effect.</summary>
    /// <exception cref="SessionException">There is none, or its ETag is another.</exception>
    public async Task DeleteAsync(string id, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var before = new Session(id, 0, 0, default, default);
        // First it is marked: whatever stops us then, its expiry deletes the pictures, and the sweep of the journal the orchestrations.
        await _store.UpdateAsync(id, s => (before = s).End(_time.GetUtcNow()), ifMatch, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(before.Turns.Select(turn => PurgeAsync(new(id, turn.Number), cancellationToken))).ConfigureAwait(false);
        await _store.DeleteImagesAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the service; no call may be under way.</summary>
    public void Dispose() => _accepting.Dispose();

    // Whoever waits may come when the orchestration has been purged: the document knows how it ended.
    private async Task WaitForEndAsync(TurnReference turn, CancellationToken cancellationToken)
    {
        if (await _client.GetAsync(turn.InstanceId, cancellationToken).ConfigureAwait(false) is null)
            return;
        try
        {
            await _client.WaitForCompletionAsync(turn.InstanceId, cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It was purged in this moment.
        }
    }

    private async Task PurgeAsync(TurnReference turn, CancellationToken cancellationToken)
    {
        if (await _client.GetAsync(turn.InstanceId, cancellationToken).ConfigureAwait(false) is not { } instance)
            return;
        if (!instance.IsFinished)
        {
            await _client.TerminateAsync(turn.InstanceId, "The session was deleted.", cancellationToken: cancellationToken).ConfigureAwait(false);
            await WaitForEndAsync(turn, cancellationToken).ConfigureAwait(false);
        }
        await _client.PurgeAsync(turn.InstanceId, cancellationToken).ConfigureAwait(false);
    }

    private Session Accept(Session session, TurnRequest request)
    {
        if (request.ExpectedTurn is { } expected && expected != session.Current)
            throw SessionException.Conflict(session, $"turn {expected} is not the current one");
        return session.Add(new(session.Turns.Count + 1, session.Current, request.Instruction, request.Options, _time.GetUtcNow()) { IdempotencyKey = request.IdempotencyKey, Mask = request.MaskName });
    }

    // Before the turn: one that is accepted can be made. Its session's end clears it away.
    private async Task WriteMaskAsync(Session session, TurnRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Mask: { } file, MaskName: { } name })
            return;
        var mask = EditMask.Read(_codec, file, session.Width, session.Height);
        await _store.WriteMaskAsync(session.Id, name, _codec.EncodePng(mask.ToImage()), cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireRoomAsync(CancellationToken cancellationToken)
    {
        var unfinished = new OrchestrationQuery
        {
            Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running],
            InstanceIdPrefix = TurnReference.InstancePrefix,
            PageSize = _settings.MaxUnfinished,
        };
        if ((await _client.QueryAsync(unfinished, cancellationToken).ConfigureAwait(false)).Instances.Count >= _settings.MaxUnfinished)
            throw SessionException.Busy(_settings.MaxUnfinished, _settings.RetryAfter);
    }

    // It is written down: a client that goes away now must not keep it from being made, and one that is refused must not find it in the way of its next.
    private async Task ScheduleOrWithdrawAsync(string id, int number)
    {
        try
        {
            await ScheduleAsync(new(id, number), CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await _store.UpdateAsync(id, s => s.Turns[^1] is { Status: TurnStatus.Queued } last && last.Number == number ? s with { Turns = [.. s.Turns.SkipLast(1)] } : s).ConfigureAwait(false);
            throw;
        }
    }

    private Task ScheduleAsync(TurnReference turn, CancellationToken cancellationToken) => _client.ScheduleAsync(EditTurnOrchestrator.TaskName, turn, turn.InstanceId, cancellationToken);

    // A turn that was written down and never scheduled (the process died in between) is scheduled now. One whose orchestration ended without recording it has failed.
    private async Task<StoredSession> Reconcile(StoredSession stored, CancellationToken cancellationToken)
    {
        if (stored.Session.Unfinished is not { } turn)
            return stored;
        var reference = new TurnReference(stored.Session.Id, turn.Number);
        var instance = await _client.GetAsync(reference.InstanceId, cancellationToken).ConfigureAwait(false);
        if (instance is null)
            await ScheduleAsync(reference, cancellationToken).ConfigureAwait(false);
        if (instance?.IsFinished != true)
            return stored;
        var error = instance.Failure is { } failure ? new TurnError(failure.ErrorType, failure.ErrorMessage) : new(nameof(OrchestrationStatus.Terminated), "The turn was ended from outside.");
        var outcome = new TurnOutcome(TurnStatus.Failed) { Error = error };
        return Live(await _store.UpdateAsync(reference.Session, s => CommitTurn.Ended(s, turn.Number, outcome, _time.GetUtcNow()), cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    private async Task<StoredSession> MoveAsync(string id, Func<Session, Session> change, string? ifMatch, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(id, change, ifMatch, cancellationToken).ConfigureAwait(false);
    }

    // A change is a use: the session lives on from now.
    private Task<StoredSession> ChangeAsync(string id, Func<Session, Session> change, string? ifMatch, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _store.UpdateAsync(id, s => change(s.Live(now)) with { Expires = now + _settings.Lifetime, PutOff = false }, ifMatch, cancellationToken);
    }

    private async Task RequireImageAsync(string id, int number, CancellationToken cancellationToken)
    {
        var session = (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Session;
        if (number != 0 && session.Turn(number) is { Status: not TurnStatus.Completed } turn)
            throw SessionException.Conflict(session, $"turn {number} is {turn.Status.ToString().ToLowerInvariant()} and has no picture");
    }

    private StoredSession Live(StoredSession stored)
    {
        stored.Session.Live(_time.GetUtcNow());
        return stored;
    }
}
