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
    /// <param name="cancellation">Ends the turn, too.</param>
    public async Task<Outcome> Make(EditRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        var id = (await sessions.Create(request.File, cancellation: cancellation)).Session.Id;
        var stays = false;
        try
        {
            var turn = await sessions.AddTurn(id, new(request.Instruction, request.Options), cancellation: cancellation);
            turn = await Wait(id, turn, patience, cancellation);
            stays = !turn.IsFinished;
            return new(id, turn, turn.Status == TurnStatus.Completed ? await Answer(id, turn, cancellation) : null);
        }
        finally
        {
            if (!stays)
                await sessions.Delete(id, cancellation: CancellationToken.None);
        }
    }

    private async Task<SessionTurn> Wait(string id, SessionTurn turn, TimeSpan patience, CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        wait.CancelAfter(patience);
        try
        {
            return await sessions.WaitForTurn(id, turn.Number, wait.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return turn;
        }
    }

    private async Task<EditAnswer> Answer(string id, SessionTurn turn, CancellationToken cancellation) => EditAnswer.Of(
        turn, (await sessions.ReadPicture(id, turn.Number, cancellation)).Content, (await sessions.ReadChanges(id, turn.Number, cancellation)).Content);
}
