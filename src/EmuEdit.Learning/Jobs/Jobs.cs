using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>Starts, monitors and ends the jobs of one kind.</summary>
/// <param name="store">Stores the jobs.</param>
/// <param name="client">Client of the engine that runs their orchestrations.</param>
/// <param name="orchestrator">Name of the kind's orchestrator.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class Jobs(JobStore store, OrchestrationClient client, string orchestrator, TimeProvider? time = null)
{
    private readonly TaskName<string, JobState> _orchestrator = orchestrator;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Stores the jobs.</summary>
    public JobStore Store => store;

    /// <summary>Starts a job. When this returns, the job will run even if the process dies.</summary>
    /// <exception cref="JobException">A job of this name exists.</exception>
    public async Task<JobDocument> StartAsync<TPlan>(string id, TPlan plan, CancellationToken cancellationToken = default)
    {
        var job = new JobDocument(id, JobStore.ToPlan(plan), _time.GetUtcNow());
        await store.AddAsync(job, cancellationToken).ConfigureAwait(false);
        return await ReconcileAsync(job, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the current state of a job.</summary>
    /// <exception cref="JobException">The job does not exist.</exception>
    public async Task<JobDocument> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await ReconcileAsync(await store.GetAsync(id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until a job has ended.</summary>
    /// <exception cref="JobException">The job does not exist.</exception>
    public async Task<JobDocument> WaitForEndAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var job = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (job.IsOver)
                return job;
            await client.WaitForCompletionAsync(job.InstanceId(store.Kind), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses a job: the current slice finishes, and no new one starts. No effect on a paused job.</summary>
    /// <exception cref="JobException">The job does not exist, or has ended.</exception>
    public Task<JobDocument> PauseAsync(string id, CancellationToken cancellationToken = default) =>
        store.UpdateAsync(
            id,
            job =>
                job.State switch
                {
                    JobState.Running => job with { State = JobState.Paused },
                    JobState.Paused => job,
                    _ => throw Over(job),
                },
            cancellationToken
        );

    /// <summary>Resumes a paused or failed job. No effect on a running job.</summary>
    /// <exception cref="JobException">The job does not exist, has completed, or was cancelled.</exception>
    public async Task<JobDocument> ResumeAsync(string id, CancellationToken cancellationToken = default)
    {
        var resumed = await store.UpdateAsync(id, job => job.State switch
        {
            JobState.Running => job,
            JobState.Paused => job with { State = JobState.Running },
            JobState.Failed => job with { State = JobState.Running, Reason = null, Finished = null, Run = job.Run + 1 },
            _ => throw Over(job),
        }, cancellationToken).ConfigureAwait(false);
        return await ReconcileAsync(resumed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a job for good. No effect on a cancelled job.</summary>
    /// <exception cref="JobException">The job does not exist, has completed, or has failed.</exception>
    public async Task<JobDocument> CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        var cancelled = await store.UpdateAsync(id, job => job.State switch
        {
            JobState.Running or JobState.Paused => job with { State = JobState.Cancelled, Finished = _time.GetUtcNow() },
            JobState.Cancelled => job,
            _ => throw Over(job),
        }, cancellationToken).ConfigureAwait(false);
        await TerminateAsync(cancelled, "The job was cancelled.", cancellationToken).ConfigureAwait(false);
        return cancelled;
    }

    /// <summary>Deletes a job with its files, and stops it if it is running.</summary>
    /// <exception cref="JobException">The job does not exist.</exception>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        // The mark comes first: even if the process stops after it, no slice
        // starts, and the next start of the program continues the deletion.
        var job = await store.UpdateAsync(id, d => d with { Deleted = true }, cancellationToken).ConfigureAwait(false);
        await ClearAsync(job, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Continues what a dead process left behind: schedules accepted jobs, wakes resumed jobs, and completes deletions.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var job in store.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            if (job.Deleted)
                await ClearAsync(job, cancellationToken).ConfigureAwait(false);
            else
                await ReconcileAsync(job, cancellationToken).ConfigureAwait(false);
    }

    // The document may be ahead of its orchestration, because the process died in between.
    // Schedules or wakes the orchestration, or records that it ended unexpectedly.
    private async Task<JobDocument> ReconcileAsync(JobDocument job, CancellationToken cancellationToken)
    {
        if (job.IsOver || job.Deleted)
            return job;
        var id = job.InstanceId(store.Kind);
        var instance = await client.GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (instance is null)
            // The job is accepted from here on: a client that disconnects must not prevent its start.
            await client.ScheduleAsync(_orchestrator, job.Id, id, CancellationToken.None).ConfigureAwait(false);
        else if (instance.IsFinished)
            return await store
                .UpdateAsync(
                    job.Id,
                    d =>
                        d.IsOver || d.Run != job.Run
                            ? d
                            : d with
                            {
                                State = JobState.Failed,
                                Reason = instance.Failure?.ToString() ?? "It was ended from outside.",
                                Finished = instance.UpdatedAt,
                            },
                    cancellationToken
                )
                .ConfigureAwait(false);
        else if (job.State == JobState.Running && instance.ReadCustomStatus<string>() == JobOrchestrator.Waiting)
            await WakeAsync(id, cancellationToken).ConfigureAwait(false);
        return job;
    }

    private async Task WakeAsync(string instance, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(instance, JobOrchestrator.Changed, "", cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // The orchestration has just ended.
        }
    }

    private async Task TerminateAsync(JobDocument job, string reason, CancellationToken cancellationToken)
    {
        var id = job.InstanceId(store.Kind);
        if (await client.GetAsync(id, cancellationToken).ConfigureAwait(false) is { IsFinished: false })
            await client.TerminateAsync(id, reason, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task ClearAsync(JobDocument job, CancellationToken cancellationToken)
    {
        await TerminateAsync(job, "The job was deleted.", cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(job.Id, cancellationToken).ConfigureAwait(false);
    }

    private JobException Over(JobDocument job) =>
        JobException.Conflict($"The {store.Kind} '{job.Id}' is {job.State.ToString().ToLowerInvariant()}");
}
