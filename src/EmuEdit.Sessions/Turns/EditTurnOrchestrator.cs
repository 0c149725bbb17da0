using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>
/// Runs one turn: predicts the task unless the request names one, makes the edit, and records the outcome. The event <see cref="Cancel"/>
/// ends it early. A store that cannot be written delays a turn and does not fail it. A model that fails is tried three times.
/// </summary>
public sealed class EditTurnOrchestrator : Orchestrator<TurnReference, TurnStatus>
{
    /// <summary>The orchestrator's name.</summary>
    public static readonly TaskName<TurnReference, TurnStatus> TaskName = nameof(EditTurnOrchestrator);

    /// <summary>The event that cancels a turn. Its payload is ignored.</summary>
    public const string Cancel = "cancel";

    /// <inheritdoc/>
    public override async Task<TurnStatus> RunAsync(OrchestrationContext context, TurnReference input)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var decided = new CancellationTokenSource();
        var cancelled = context.WaitForEventAsync<string?>(Cancel, decided.Token);
        var work = WorkAsync(context, input);
        var outcome =
            await System.Threading.Tasks.Task.WhenAny(work, cancelled) == work ? await work : new TurnOutcome(TurnStatus.Cancelled);
        decided.Cancel();
        return await context.CallActivityAsync(CommitTurn.TaskName, new TurnEnd(input, outcome), RetryPolicy.WhileTransient);
    }

    private static async Task<TurnOutcome> WorkAsync(OrchestrationContext context, TurnReference turn)
    {
        try
        {
            var task = await context.CallActivityPatientlyAsync(PredictTask.TaskName, turn);
            return await context.CallActivityPatientlyAsync(MakeEdit.TaskName, new TurnWork(turn, task));
        }
        catch (TaskFailedException e)
        {
            return new(TurnStatus.Failed) { Error = new(e.Failure.ErrorType, e.Failure.ErrorMessage) };
        }
    }
}
