using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>Records in the session's document how a turn ended. The first end counts: recorded again, it stays.</summary>
/// <param name="store">Has the session.</param>
/// <param name="progress">Wakes those who follow the turn.</param>
/// <param name="time">Tells when it ended.</param>
internal sealed class CommitTurn(SessionStore store, ITurnProgress progress, TimeProvider time) : Activity<TurnEnd, TurnStatus>
{
    public static readonly TaskName<TurnEnd, TurnStatus> TaskName = nameof(CommitTurn);

    public override async Task<TurnStatus> RunAsync(ActivityContext context, TurnEnd input)
    {
        await store.UpdateAsync(input.Turn.Session, s => Ended(s, input.Turn.Turn, input.Outcome, time.GetUtcNow()), cancellationToken: context.Stopping).ConfigureAwait(false);
        progress.Forget(input.Turn);
        return input.Outcome.Status;
    }

    /// <summary>The session with a turn that ended so; unchanged where the turn has ended before, or the session.</summary>
    public static Session Ended(Session session, int number, TurnOutcome outcome, DateTimeOffset now) => session.Ended is null && session.Turn(number) is { IsFinished: false } turn
        ? session.With(turn with { Status = outcome.Status, ChangedPixels = outcome.ChangedPixels, Remarks = outcome.Remarks, Error = outcome.Error, Finished = now })
        : session;
}
