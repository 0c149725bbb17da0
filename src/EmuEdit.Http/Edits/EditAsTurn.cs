using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>
/// A single edit as a turn of a session of its own, which goes when the edit is answered. So it is made by whichever process makes turns, one with a GPU for example, and survives the one that took the request.
/// </summary>
/// <param name="sessions">Make it.</param>
internal sealed class EditAsTurn(EditSessions sessions)
{
    /// <summary>How it went.</summary>
    /// <param name="Session">Its session.</param>
    /// <param name="Turn">Its turn, finished or not.</param>
    /// <param name="Answer">The edit; null unless it was completed.</param>
    public sealed record Outcome(string Session, SessionTurn Turn, EditAnswer? Answer);

    /// <summary>Makes an edit.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="patience">How long it is waited for. After that the turn and its session stay, for the caller to come back to.</param>
    /// <param name="cancellationToken">Ends the turn, too.</param>
    public async Task<Outcome> MakeAsync(EditRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        var id = (await sessions.CreateAsync(request.File, cancellationToken: cancellationToken)).Session.Id;
        var stays = false;
        try
        {
            var turn = await sessions.AddTurnAsync(id, new(request.Instruction, request.Options) { Mask = request.Mask }, cancellationToken: cancellationToken);
            turn = await WaitAsync(id, turn, patience, cancellationToken);
            stays = !turn.IsFinished;
            return new(id, turn, turn.Status == TurnStatus.Completed ? await AnswerAsync(id, turn, cancellationToken) : null);
        }
        finally
        {
            if (!stays)
                await sessions.DeleteAsync(id, cancellationToken: CancellationToken.None);
        }
    }

    private async Task<SessionTurn> WaitAsync(string id, SessionTurn turn, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(patience);
        try
        {
            return await sessions.WaitForTurnAsync(id, turn.Number, wait.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return turn;
        }
    }

    private async Task<EditAnswer> AnswerAsync(string id, SessionTurn turn, CancellationToken cancellationToken) => EditAnswer.Of(
        turn, (await sessions.ReadImageAsync(id, turn.Number, cancellationToken)).Content, (await sessions.ReadChangesAsync(id, turn.Number, cancellationToken)).Content);
}
