using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>Accepts turns. A turn is accepted once its session's document records it and its orchestration is scheduled.</summary>
/// <param name="store">The store of the sessions.</param>
/// <param name="runs">Runs the turns.</param>
/// <param name="codec">Reads the masks.</param>
/// <param name="settings">The settings.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnIntake(SessionStore store, TurnRuns runs, IImageCodec codec, EditSessionSettings settings, TimeProvider time)
    : IDisposable
{
    // One caller at a time counts the unfinished turns and adds one.
    private readonly SemaphoreSlim _accepting = new(1);

    /// <inheritdoc cref="EditSessions.AddTurnAsync"/>
    public async Task<SessionTurn> AddAsync(string id, TurnRequest request, string? ifMatch, CancellationToken cancellationToken)
    {
        request.Check(settings.Tasks?.Invoke(request.Options.Task));
        await _accepting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = (await runs.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document;
            if (before.Turns.FirstOrDefault(request.Made) is { } known)
                return known;
            if (await runs.IsFullAsync(settings.MaxUnfinished, cancellationToken).ConfigureAwait(false))
                throw SessionException.Busy(settings.MaxUnfinished, settings.RetryAfter);
            await WriteMaskAsync(before, request, cancellationToken).ConfigureAwait(false);
            var after = await ChangeAsync(id, s => Accept(s, request), ifMatch, cancellationToken).ConfigureAwait(false);
            var turn = after.Document.Turns[^1];
            await ScheduleOrWithdrawAsync(new(id, turn.Number)).ConfigureAwait(false);
            return turn;
        }
        finally
        {
            _accepting.Release();
        }
    }

    /// <summary>Changes a session. A change counts as use, so the session's lifetime starts again.</summary>
    public Task<StoredDocument<Session>> ChangeAsync(
        string id,
        Func<Session, Session> change,
        string? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        return store.UpdateAsync(
            id,
            s => change(s.Live(now)) with { Expires = now + settings.Lifetime, PutOff = false },
            ifMatch,
            cancellationToken
        );
    }

    /// <summary>Disposes of the intake. No call may be in progress.</summary>
    public void Dispose() => _accepting.Dispose();

    private Session Accept(Session session, TurnRequest request)
    {
        if (request.ExpectedTurn is { } expected && expected != session.Current)
            throw SessionException.Conflict(session, $"turn {expected} is not the current one");
        return session.Add(
            new(session.Turns.Count + 1, session.Current, request.Instruction, request.Options, time.GetUtcNow())
            {
                IdempotencyKey = request.IdempotencyKey,
                Mask = request.MaskName,
            }
        );
    }

    // The mask is written before the turn, so that an accepted turn can run. The session's end deletes it.
    private async Task WriteMaskAsync(Session session, TurnRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Mask: { } file, MaskName: { } name })
            return;
        var mask = ChangeMask.Read(codec, file, session.Width, session.Height);
        await store.WriteMaskAsync(session.Id, name, codec.EncodePng(mask.ToImage()), cancellationToken).ConfigureAwait(false);
    }

    // The turn is stored. A client that disconnects must not prevent it from running, and a refused turn must not block the next one.
    private async Task ScheduleOrWithdrawAsync(TurnReference turn)
    {
        try
        {
            await runs.ScheduleAsync(turn).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await store.UpdateAsync(turn.Session, s => Without(s, turn.Turn)).ConfigureAwait(false);
            throw;
        }
    }

    private static Session Without(Session session, int number) =>
        session.Turns[^1] is { Status: TurnStatus.Queued } last && last.Number == number
            ? session with
            {
                Turns = [.. session.Turns.SkipLast(1)],
            }
            : session;
}
