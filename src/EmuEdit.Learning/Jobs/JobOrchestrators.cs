using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>
/// Runs a job slice by slice until it is done, cancelled or failed. It reads the requested state
/// from the job's document before each slice. The event <see cref="PausableDocument.Changed"/>
/// wakes it while it waits. It continues as new after every slice, so its history does not grow. It
/// waits for a store that fails. Any other error is tried three times in all, unless the plan
/// itself is invalid.
/// </summary>
/// <param name="kind">Kind of the jobs.</param>
public abstract class JobOrchestrator(string kind) : Orchestrator<string, DocumentState>
{
    /// <summary>Custom status of a job that waits to be resumed.</summary>
    public const string Waiting = "waiting";

    private readonly TaskName<string, DocumentState> _read = ReadJob.NameFor(kind);
    private readonly TaskName<string, bool> _slice = RunSlice.NameFor(kind);
    private readonly TaskName<JobEnd, DocumentState> _end = EndJob.NameFor(kind);

    /// <inheritdoc/>
    public override async Task<DocumentState> RunAsync(OrchestrationContext context, string input)
    {
        ArgumentNullException.ThrowIfNull(context);
        var state = await WhenNotPausedAsync(context, input);
        if (state != DocumentState.Running)
            return state;
        var (done, failure) = await SliceAsync(context, input);
        if (done || failure is not null)
            return await context.CallActivityAsync(_end, new JobEnd(input, failure), RetryPolicy.WhileTransient);
        context.ContinueAsNew(input);
        return state;
    }

    private async Task<DocumentState> WhenNotPausedAsync(OrchestrationContext context, string job)
    {
        while (true)
        {
            var state = await context.CallActivityAsync(_read, job, RetryPolicy.WhileTransient);
            context.SetCustomStatus(state == DocumentState.Paused ? Waiting : "");
            if (state != DocumentState.Paused)
                return state;
            await context.WaitForEventAsync<string?>(PausableDocument.Changed);
        }
    }

    private async Task<(bool Done, string? Failure)> SliceAsync(OrchestrationContext context, string job)
    {
        try
        {
            return (await context.CallActivityPatientlyAsync(_slice, job), null);
        }
        catch (TaskFailedException e)
        {
            return (false, e.Failure.ErrorMessage);
        }
    }
}

/// <summary>Learns a task from examples (Emu Edit, eq. 3), and adds it to the bundle.</summary>
public sealed class TaskInversionOrchestrator() : JobOrchestrator(Kind)
{
    /// <summary>Kind of the inversion jobs.</summary>
    public const string Kind = "inversion";
}

/// <summary>Trains a part of a bundle.</summary>
public sealed class TrainingOrchestrator() : JobOrchestrator(Kind)
{
    /// <summary>Kind of the training jobs.</summary>
    public const string Kind = "training";
}
