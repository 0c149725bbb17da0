using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>
/// Makes a single edit as a turn of a new session, which is deleted once the edit is returned. So any process that makes turns can make it,
/// for example one with a GPU, and it survives the process that took the request.
/// </summary>
/// <param name="sessions">The sessions that make the edit.</param>
internal sealed class EditAsTurn(EditSessions sessions)
{
    /// <summary>The outcome of an edit.</summary>
    /// <param name="Session">The session's id.</param>
    /// <param name="Turn">The turn, finished or not.</param>
    /// <param name="Answer">The response. Null unless the turn completed.</param>
    public sealed record Outcome(string Session, SessionTurn Turn, EditAnswer? Answer);

    /// <summary>Makes an edit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="patience">
    /// How long to wait for the edit. After that the turn and its session stay, and the caller can come back to them.
    /// </param>
    /// <param name="cancellationToken">Stops waiting and ends the turn, too.</param>
    public async Task<Outcome> MakeAsync(EditRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        var id = (await sessions.CreateAsync(request.File, cancellationToken: cancellationToken)).Document.Id;
        var stays = false;
        try
        {
            var turn = await sessions.AddTurnAsync(
                id,
                new(request.Instruction, request.Options) { Mask = request.Mask },
                cancellationToken: cancellationToken
            );
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

    private async Task<EditAnswer> AnswerAsync(string id, SessionTurn turn, CancellationToken cancellationToken) =>
        EditAnswer.Of(
            turn,
            (await sessions.ReadImageAsync(id, turn.Number, cancellationToken)).Content,
            (await sessions.ReadChangesAsync(id, turn.Number, cancellationToken)).Content
        );
}
