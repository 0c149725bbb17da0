using EmuEdit.Core;
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
        (_store, _client, _codec, _settings, _time, _quota) = (store, client, codec, (settings ?? new()).Validated(), time ?? TimeProvider.System, store.Quota((settings ?? new()).MaxSessions));

    /// <summary>Makes a session.</summary>
    /// <param name="picture">The picture it begins with, a file of any kind that the codec reads.</param>
    /// <param name="key">The caller's name for this request: asked again with it and the same picture, the same session is the answer. Null, the default, for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The picture cannot be used, or the key is none.</exception>
    /// <exception cref="SessionException">The session of that key and picture has ended.</exception>
    /// <exception cref="BusyException">There are as many sessions as may be, or no room for the picture's pixels now.</exception>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public async Task<StoredSession> Create(ReadOnlyMemory<byte> picture, string? key = null, CancellationToken cancellation = default)
    {
        var id = TurnRequest.CheckKey(key) is null ? SessionId.New() : SessionId.From(key!, picture.Span);
        if (key is not null && await _store.Find(id, cancellation).ConfigureAwait(false) is { } known)
            return Live(known);
        await _quota.Take(cancellation).ConfigureAwait(false);
        var image = _codec.Decode(picture, "the image");
        var now = _time.GetUtcNow();
        var session = new Session(id, image.Width, image.Height, now, now + _settings.Lifetime) { Flattened = image.Flattened };
        // The document comes last: without it nothing is there that its end would not clear away.
        var deadline = new SessionDeadline(id, session.Expires);
        await _client.Schedule(SessionExpiry.Task, deadline, deadline.InstanceId, cancellation).ConfigureAwait(false);
        await _store.WritePicture(id, 0, _codec.EncodePng(image), cancellation).ConfigureAwait(false);
        return Live(await _store.Add(session, cancellation).ConfigureAwait(false));
    }

    /// <summary>A session as it is now.</summary>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="SessionException">There is none, or it has ended.</exception>
    public async Task<StoredSession> Get(string id, CancellationToken cancellation = default) =>
        await Heal(Live(await _store.Get(id, cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);

    /// <summary>Accepts a turn on the current picture. Once this returns, the turn will be made.</summary>
    /// <param name="id">The session.</param>
    /// <param name="request">What to make.</param>
    /// <param name="ifMatch">The session's ETag that the caller knows; null, the default, for any.</param>
    /// <param name="cancellation">Stops waiting; the turn may have been accepted or not.</param>
    /// <returns>The turn; where the idempotency key has come before, the turn that it made.</returns>
    /// <exception cref="InvalidInputException">The request is out of its range.</exception>
    /// <exception cref="SessionException">
    /// There is no such session, it has ended, has an unfinished turn, is at another turn or of another ETag than expected, or too many turns wait.
    /// </exception>
    /// <exception cref="IOException">It cannot be stored; the turn was not accepted.</exception>
    public async Task<SessionTurn> AddTurn(string id, TurnRequest request, string? ifMatch = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check(_settings.Tasks?.Invoke(request.Options.Task));
        await _accepting.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var before = await Get(id, cancellation).ConfigureAwait(false);
            if (before.Session.Turns.FirstOrDefault(request.Made) is { } known)
                return known;
            await RequireRoom(cancellation).ConfigureAwait(false);
            var after = await Change(id, s => Accept(s, request), ifMatch, cancellation).ConfigureAwait(false);
            var turn = after.Session.Turns[^1];
            await ScheduleOrWithdraw(id, turn.Number).ConfigureAwait(false);
            return turn;
        }
        finally
        {
            _accepting.Release();
        }
    }

    /// <summary>A turn as it is now.</summary>
    /// <exception cref="SessionException">There is no such session or turn, or the session has ended.</exception>
    public async Task<SessionTurn> GetTurn(string id, int turn, CancellationToken cancellation = default) =>
        (await Get(id, cancellation).ConfigureAwait(false)).Session.Turn(turn);

    /// <summary>Waits until a turn has ended.</summary>
    /// <exception cref="SessionException">There is no such session or turn, or the session has ended.</exception>
    public async Task<SessionTurn> WaitForTurn(string id, int turn, CancellationToken cancellation = default)
    {
        while (true)
        {
            if (await GetTurn(id, turn, cancellation).ConfigureAwait(false) is { IsFinished: true } finished)
                return finished;
            await WaitForEnd(new(id, turn), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The PNG file of a turn, with its ETag; turn 0 is the source.</summary>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has no picture.</exception>
    public async Task<Blob> ReadPicture(string id, int turn, CancellationToken cancellation = default)
    {
        await RequirePicture(id, turn, cancellation).ConfigureAwait(false);
        return await _store.ReadPicture(id, turn, cancellation).ConfigureAwait(false);
    }

    /// <summary>The PNG file of the pixels that a turn changed (white), with its ETag.</summary>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has no picture.</exception>
    public async Task<Blob> ReadChanges(string id, int turn, CancellationToken cancellation = default)
    {
        if (turn == 0)
            throw SessionException.MissingTurn((await Get(id, cancellation).ConfigureAwait(false)).Session, turn);
        await RequirePicture(id, turn, cancellation).ConfigureAwait(false);
        return await _store.ReadChanges(id, turn, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks an unfinished turn to stop; it ends as cancelled unless it was faster. No effect on a cancelled one.</summary>
    /// <returns>The turn as it is now.</returns>
    /// <exception cref="SessionException">There is no such session or turn, the session has ended, or the turn has completed or failed.</exception>
    public async Task<SessionTurn> Cancel(string id, int turn, CancellationToken cancellation = default)
    {
        var stored = await Get(id, cancellation).ConfigureAwait(false);
        if (stored.Session.Turn(turn) is { IsFinished: true } finished)
            return finished.Status == TurnStatus.Cancelled ? finished : throw SessionException.Conflict(stored.Session, $"turn {turn} is {finished.Status.ToString().ToLowerInvariant()}");
        try
        {
            await _client.RaiseEvent(new TurnReference(id, turn).InstanceId, EditTurnOrchestrator.Cancel, "", cancellation).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It has ended in this moment; the answer shows how.
        }
        return await GetTurn(id, turn, cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves back by a turn, see <see cref="Session.Undo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to undo, and as <see cref="AddTurn"/>.</exception>
    public Task<StoredSession> Undo(string id, string? ifMatch = null, CancellationToken cancellation = default) => Move(id, s => s.Undo(), ifMatch, cancellation);

    /// <summary>Moves on by a turn, see <see cref="Session.Redo"/>.</summary>
    /// <exception cref="SessionException">There is nothing to redo, and as <see cref="AddTurn"/>.</exception>
    public Task<StoredSession> Redo(string id, string? ifMatch = null, CancellationToken cancellation = default) => Move(id, s => s.Redo(), ifMatch, cancellation);

    /// <summary>Moves to any turn's picture, from where the next turn branches, see <see cref="Session.BranchAt"/>.</summary>
    /// <exception cref="SessionException">The turn has no picture, and as <see cref="AddTurn"/>.</exception>
    public Task<StoredSession> Branch(string id, int turn, string? ifMatch = null, CancellationToken cancellation = default) => Move(id, s => s.BranchAt(turn), ifMatch, cancellation);

    /// <summary>Deletes a session with its pictures, and stops the turn that it is at. Deleted again, no effect.</summary>
    /// <exception cref="SessionException">There is none, or its ETag is another.</exception>
    public async Task Delete(string id, string? ifMatch = null, CancellationToken cancellation = default)
    {
        var before = new Session(id, 0, 0, default, default);
        // First it is marked: whatever stops us then, its expiry deletes the pictures, and the sweep of the journal the orchestrations.
        await _store.Update(id, s => (before = s).End(_time.GetUtcNow()), ifMatch, cancellation).ConfigureAwait(false);
        await Task.WhenAll(before.Turns.Select(turn => Purge(new(id, turn.Number), cancellation))).ConfigureAwait(false);
        await _store.DeletePictures(id, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the service; no call may be under way.</summary>
    public void Dispose() => _accepting.Dispose();

    // Whoever waits may come when the orchestration has been purged: the document knows how it ended.
    private async Task WaitForEnd(TurnReference turn, CancellationToken cancellation)
    {
        if (await _client.Get(turn.InstanceId, cancellation).ConfigureAwait(false) is null)
            return;
        try
        {
            await _client.WaitForCompletion(turn.InstanceId, cancellation).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It was purged in this moment.
        }
    }

    private async Task Purge(TurnReference turn, CancellationToken cancellation)
    {
        if (await _client.Get(turn.InstanceId, cancellation).ConfigureAwait(false) is not { } instance)
            return;
        if (!instance.IsFinished)
        {
            await _client.Terminate(turn.InstanceId, "The session was deleted.", cancellation: cancellation).ConfigureAwait(false);
            await WaitForEnd(turn, cancellation).ConfigureAwait(false);
        }
        await _client.Purge(turn.InstanceId, cancellation).ConfigureAwait(false);
    }

    private Session Accept(Session session, TurnRequest request)
    {
        if (request.ExpectedTurn is { } expected && expected != session.Current)
            throw SessionException.Conflict(session, $"turn {expected} is not the current one");
        return session.Add(new(session.Turns.Count + 1, session.Current, request.Instruction, request.Options, _time.GetUtcNow()) { IdempotencyKey = request.IdempotencyKey });
    }

    private async Task RequireRoom(CancellationToken cancellation)
    {
        var unfinished = new OrchestrationQuery
        {
            Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running],
            InstanceIdPrefix = TurnReference.InstancePrefix,
            PageSize = _settings.MaxUnfinished,
        };
        if ((await _client.Query(unfinished, cancellation).ConfigureAwait(false)).Instances.Count >= _settings.MaxUnfinished)
            throw SessionException.Busy(_settings.MaxUnfinished, _settings.RetryAfter);
    }

    // It is written down: a client that goes away now must not keep it from being made, and one that is refused must not find it in the way of its next.
    private async Task ScheduleOrWithdraw(string id, int number)
    {
        try
        {
            await Schedule(new(id, number), CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await _store.Update(id, s => s.Turns[^1] is { Status: TurnStatus.Queued } last && last.Number == number ? s with { Turns = [.. s.Turns.SkipLast(1)] } : s).ConfigureAwait(false);
            throw;
        }
    }

    private Task Schedule(TurnReference turn, CancellationToken cancellation) => _client.Schedule(EditTurnOrchestrator.Task, turn, turn.InstanceId, cancellation);

    // A turn that was written down and never scheduled (the process died in between) is scheduled now. One whose orchestration ended without recording it has failed.
    private async Task<StoredSession> Heal(StoredSession stored, CancellationToken cancellation)
    {
        if (stored.Session.Unfinished is not { } turn)
            return stored;
        var reference = new TurnReference(stored.Session.Id, turn.Number);
        var instance = await _client.Get(reference.InstanceId, cancellation).ConfigureAwait(false);
        if (instance is null)
            await Schedule(reference, cancellation).ConfigureAwait(false);
        if (instance?.IsFinished != true)
            return stored;
        var error = instance.Failure is { } failure ? new TurnError(failure.ErrorType, failure.ErrorMessage) : new(nameof(OrchestrationStatus.Terminated), "The turn was ended from outside.");
        var outcome = new TurnOutcome(TurnStatus.Failed) { Error = error };
        return Live(await _store.Update(reference.Session, s => CommitTurn.Ended(s, turn.Number, outcome, _time.GetUtcNow()), cancellation: cancellation).ConfigureAwait(false));
    }

    private async Task<StoredSession> Move(string id, Func<Session, Session> change, string? ifMatch, CancellationToken cancellation)
    {
        await Get(id, cancellation).ConfigureAwait(false);
        return await Change(id, change, ifMatch, cancellation).ConfigureAwait(false);
    }

    // A change is a use: the session lives on from now.
    private Task<StoredSession> Change(string id, Func<Session, Session> change, string? ifMatch, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        return _store.Update(id, s => change(s.Live(now)) with { Expires = now + _settings.Lifetime, PutOff = false }, ifMatch, cancellation);
    }

    private async Task RequirePicture(string id, int number, CancellationToken cancellation)
    {
        var session = (await Get(id, cancellation).ConfigureAwait(false)).Session;
        if (number != 0 && session.Turn(number) is { Status: not TurnStatus.Completed } turn)
            throw SessionException.Conflict(session, $"turn {number} is {turn.Status.ToString().ToLowerInvariant()} and has no picture");
    }

    private StoredSession Live(StoredSession stored)
    {
        stored.Session.Live(_time.GetUtcNow());
        return stored;
    }
}
