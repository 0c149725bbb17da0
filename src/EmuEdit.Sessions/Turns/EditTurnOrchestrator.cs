using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Makes one turn: predicts the task unless one is given, makes the edit, records how it ended. The event <see cref="Cancel"/> ends it early. A store that
/// cannot be written holds a turn up and does not fail it.
/// </summary>
public sealed class EditTurnOrchestrator : Orchestrator<TurnReference, TurnStatus>
{
    /// <summary>Its name.</summary>
    public static readonly TaskName<TurnReference, TurnStatus> Task = nameof(EditTurnOrchestrator);

    /// <summary>The event that cancels a turn; what comes with it does not matter.</summary>
    public const string Cancel = "cancel";

    private static readonly RetryPolicy WhileTheStoreFails = new(
        int.MaxValue, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxInterval: TimeSpan.FromMinutes(1), handle: f => f.IsCausedBy<BlobStoreException>());

    /// <inheritdoc/>
    public override async Task<TurnStatus> Run(OrchestrationContext context, TurnReference input)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var decided = new CancellationTokenSource();
        var cancelled = context.WaitForEvent<string?>(Cancel, decided.Token);
        var work = Work(context, input);
        var outcome = await System.Threading.Tasks.Task.WhenAny(work, cancelled) == work ? await work : new TurnOutcome(TurnStatus.Cancelled);
        decided.Cancel();
        return await context.CallActivity(CommitTurn.Task, new TurnEnd(input, outcome), WhileTheStoreFails);
    }

    private static async Task<TurnOutcome> Work(OrchestrationContext context, TurnReference turn)
    {
        try
        {
            var task = await context.CallActivity(PredictTask.Task, turn, WhileTheStoreFails);
            return await context.CallActivity(MakeEdit.Task, new TurnWork(turn, task), WhileTheStoreFails);
        }
        catch (TaskFailedException e)
        {
            return new(TurnStatus.Failed) { Error = new(e.Failure.ErrorType, e.Failure.ErrorMessage) };
        }
    }
}
