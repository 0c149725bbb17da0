using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary>A turn of an edit has failed.</summary>
internal sealed class TurnFailedException(TurnError error) : Exception(error.Message)
{
    /// <summary>Whether invalid input caused the failure.</summary>
    public bool IsBadInput { get; } = error.Type == typeof(InvalidInputException).FullName;
}

/// <summary>Runs the turns of one session one after another, with the progress of each.</summary>
internal sealed class TurnRunner(EmbeddedSessions host, string session, IImageCodec codec)
{
    private static readonly TimeSpan TimeToCancel = TimeSpan.FromSeconds(5);

    /// <summary>Runs a turn. If the command is stopped, the turn is cancelled.</summary>
    /// <exception cref="TurnFailedException">The turn failed.</exception>
    public async Task<EditTurn> RunAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var number = (await host.Sessions.AddTurnAsync(session, request, cancellationToken: cancellationToken)).Number;
        var turn = await FollowAsync(number, request.Instruction, cancellationToken);
        if (turn.Error is { } error)
            throw new TurnFailedException(error);
        return new(number, turn.Instruction, await ResultAsync(turn, cancellationToken), turn.Finished - turn.Started ?? TimeSpan.Zero);
    }

    private async Task<SessionTurn> FollowAsync(int number, string instruction, CancellationToken cancellationToken)
    {
        var reference = new TurnReference(session, number);
        var ended = host.Sessions.WaitForTurnAsync(session, number, cancellationToken);
        while (!ended.IsCompleted)
        {
            var changed = host.Progress.ChangedAsync(reference);
            if (await host.Progress.FindAsync(reference, CancellationToken.None) is { } progress)
                ProgressDisplay.Report(new(instruction, progress.Step, progress.Steps, "steps"));
            await Task.WhenAny(ended, changed);
        }
        host.Progress.Forget(reference);
        if (ended.IsCanceled)
            await CancelAsync(number);
        return await ended;
    }

    // Without this, the turn would run when the folder is opened the next time.
    private async Task CancelAsync(int number)
    {
        using var patience = new CancellationTokenSource(TimeToCancel);
        try
        {
            await host.Sessions.CancelAsync(session, number, patience.Token);
            await host.Sessions.WaitForTurnAsync(session, number, patience.Token);
        }
        catch (SessionException e) when (e.Error is DocumentError.Conflict)
        {
            // The turn has just completed.
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            CommandOutput.Warn(
                "The turn could not be cancelled, because its data folder cannot be written now. It is made when the folder is next opened."
            );
        }
    }

    private async Task<EditResult> ResultAsync(SessionTurn turn, CancellationToken cancellationToken)
    {
        var picture = codec.Decode(
            (await host.Sessions.ReadImageAsync(session, turn.Number, cancellationToken)).Content,
            $"turn {turn.Number}"
        );
        var changes = codec.Decode(
            (await host.Sessions.ReadChangesAsync(session, turn.Number, cancellationToken)).Content,
            $"the changes of turn {turn.Number}"
        );
        var task = turn.Task.GetValueOrDefault();
        return new(picture, Mask.Of(changes), task.Task, task.Predicted, task.Confidence, turn.Options.Seed) { Remarks = turn.Remarks };
    }
}
