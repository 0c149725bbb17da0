using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>Records in the session's document how a turn ended. The first end counts: a second one changes nothing.</summary>
/// <param name="store">The store with the session.</param>
/// <param name="progress">Wakes those who watch the turn.</param>
/// <param name="time">The clock for the end time.</param>
internal sealed class CommitTurn(SessionStore store, ITurnProgress progress, TimeProvider time) : Activity<TurnEnd, TurnStatus>
{
    public static readonly TaskName<TurnEnd, TurnStatus> TaskName = nameof(CommitTurn);

    public override async Task<TurnStatus> RunAsync(ActivityContext context, TurnEnd input)
    {
        await store
            .UpdateAsync(
                input.Turn.Session,
                s => Ended(s, input.Turn.Turn, input.Outcome, time.GetUtcNow()),
                cancellationToken: context.Stopping
            )
            .ConfigureAwait(false);
        progress.Forget(input.Turn);
        return input.Outcome.Status;
    }

    /// <summary>Returns the session with the turn's outcome. If the turn or the session has already ended, returns it unchanged.</summary>
    public static Session Ended(Session session, int number, TurnOutcome outcome, DateTimeOffset now) =>
        session.Ended is null && session.Turn(number) is { IsFinished: false } turn
            ? session.With(
                turn with
                {
                    Status = outcome.Status,
                    ChangedPixels = outcome.ChangedPixels,
                    Remarks = outcome.Remarks,
                    Edits = outcome.Edits,
                    Error = outcome.Error,
                    Finished = now,
                }
            )
            : session;
}
