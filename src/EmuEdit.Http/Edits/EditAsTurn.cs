using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>
/// A single edit as a turn of a session of its own, which goes when the edit is answered. So it is made by whichever process makes turns, one with a GPU for example, and survives the one that took the request.
/// </summary>
/// <param name="sessions">Make it.</param>
/// <param name="codec">Reads pictures.</param>
internal sealed class EditAsTurn(EditSessions sessions, IImageCodec codec)
{
    /// <summary>How it went.</summary>
    /// <param name="Session">Its session.</param>
    /// <param name="Turn">Its turn, finished or not.</param>
    /// <param name="Result">The edit; null unless it was completed.</param>
    public sealed record Outcome(string Session, SessionTurn Turn, EditResult? Result);

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
            return new(id, turn, turn.Status == TurnStatus.Completed ? await Result(id, turn, cancellation) : null);
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

    private async Task<EditResult> Result(string id, SessionTurn turn, CancellationToken cancellation)
    {
        var picture = codec.Decode((await sessions.ReadPicture(id, turn.Number, cancellation)).Content, "the edited picture");
        var changes = codec.Decode((await sessions.ReadChanges(id, turn.Number, cancellation)).Content, "its changes");
        var task = turn.Task.GetValueOrDefault();
        return new(picture, Mask.Of(changes), task.Task, task.Predicted, task.Confidence, turn.Options.Seed) { Remarks = turn.Remarks };
    }
}
