using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>
/// Runs a job slice after slice until it is done, is cancelled, or fails. What it is to do stands in the job's document, which it reads before each slice; the event <see cref="Changed"/> wakes it while it
/// waits. It continues as new after every slice, so its history does not grow. A store that fails holds it up; anything else is tried three times in all, unless it lies in the plan.
/// </summary>
/// <param name="kind">The kind of its jobs.</param>
public abstract class JobOrchestrator(string kind) : Orchestrator<string, JobState>
{
    /// <summary>The event that says that the document has changed; what comes with it does not matter.</summary>
    public const string Changed = "changed";

    /// <summary>The custom status of a job that waits to be resumed.</summary>
    public const string Waiting = "waiting";

    private readonly TaskName<string, JobState> _read = ReadJob.NameFor(kind);
    private readonly TaskName<string, bool> _slice = RunSlice.NameFor(kind);
    private readonly TaskName<JobEnd, JobState> _end = EndJob.NameFor(kind);

    /// <inheritdoc/>
    public override async Task<JobState> RunAsync(OrchestrationContext context, string input)
    {
        ArgumentNullException.ThrowIfNull(context);
        var state = await WhenNotPausedAsync(context, input);
        if (state != JobState.Running)
            return state;
        var (done, failure) = await SliceAsync(context, input);
        if (done || failure is not null)
            return await context.CallActivityAsync(_end, new JobEnd(input, failure), RetryPolicy.WhileTransient);
        context.ContinueAsNew(input);
        return state;
    }

    private async Task<JobState> WhenNotPausedAsync(OrchestrationContext context, string job)
    {
        while (true)
        {
            var state = await context.CallActivityAsync(_read, job, RetryPolicy.WhileTransient);
            context.SetCustomStatus(state == JobState.Paused ? Waiting : "");
            if (state != JobState.Paused)
                return state;
            await context.WaitForEventAsync<string?>(Changed);
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
    /// <summary>The kind of its jobs.</summary>
    public const string Kind = "inversion";
}

/// <summary>Trains a part of a bundle.</summary>
public sealed class TrainingOrchestrator() : JobOrchestrator(Kind)
{
    /// <summary>The kind of its jobs.</summary>
    public const string Kind = "training";
}
