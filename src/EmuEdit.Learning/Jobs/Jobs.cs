using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>Starts, watches and ends the jobs of one kind.</summary>
/// <param name="store">Has them.</param>
/// <param name="client">Runs their orchestrations.</param>
/// <param name="orchestrator">Name of the kind's orchestrator.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class Jobs(JobStore store, OrchestrationClient client, string orchestrator, TimeProvider? time = null)
{
    private readonly TaskName<string, JobState> _orchestrator = orchestrator;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Has the jobs.</summary>
    public JobStore Store => store;

    /// <summary>Starts a job. Once this returns it will run, whatever happens to the process.</summary>
    /// <exception cref="JobException">There is one of that name.</exception>
    public async Task<JobDocument> Start<TPlan>(string id, TPlan plan, CancellationToken cancellation = default)
    {
        var job = new JobDocument(id, JobStore.ToPlan(plan), _time.GetUtcNow());
        await store.Add(job, cancellation).ConfigureAwait(false);
        return await Heal(job, cancellation).ConfigureAwait(false);
    }

    /// <summary>A job as it is now.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<JobDocument> Get(string id, CancellationToken cancellation = default) =>
        await Heal(await store.Get(id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>Waits until a job is over.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<JobDocument> WaitForEnd(string id, CancellationToken cancellation = default)
    {
        while (true)
        {
            var job = await Get(id, cancellation).ConfigureAwait(false);
            if (job.IsOver)
                return job;
            await client.WaitForCompletion(job.InstanceId(store.Kind), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses a job: the slice that runs goes on to its end, and none begins. No effect on a paused one.</summary>
    /// <exception cref="JobException">There is none, or it is over.</exception>
    public Task<JobDocument> Pause(string id, CancellationToken cancellation = default) => store.Update(id, job => job.State switch
    {
        JobState.Running => job with { State = JobState.Paused },
        JobState.Paused => job,
        _ => throw Over(job),
    }, cancellation);

    /// <summary>Goes on with a paused job, or with one that failed. No effect on a running one.</summary>
    /// <exception cref="JobException">There is none, or it has completed or was cancelled.</exception>
    public async Task<JobDocument> Resume(string id, CancellationToken cancellation = default)
    {
        var resumed = await store.Update(id, job => job.State switch
        {
            JobState.Running => job,
            JobState.Paused => job with { State = JobState.Running },
            JobState.Failed => job with { State = JobState.Running, Reason = null, Finished = null, Run = job.Run + 1 },
            _ => throw Over(job),
        }, cancellation).ConfigureAwait(false);
        return await Heal(resumed, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops a job for good. No effect on a cancelled one.</summary>
    /// <exception cref="JobException">There is none, or it has ended otherwise.</exception>
    public async Task<JobDocument> Cancel(string id, CancellationToken cancellation = default)
    {
        var cancelled = await store.Update(id, job => job.State switch
        {
            JobState.Running or JobState.Paused => job with { State = JobState.Cancelled, Finished = _time.GetUtcNow() },
            JobState.Cancelled => job,
            _ => throw Over(job),
        }, cancellation).ConfigureAwait(false);
        await Terminate(cancelled, "The job was cancelled.", cancellation).ConfigureAwait(false);
        return cancelled;
    }

    /// <summary>Deletes a job with its files, and stops it where it runs.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task Delete(string id, CancellationToken cancellation = default)
    {
        // First it is marked: whatever stops us then, no slice begins, and the next start of the program goes on with it.
        var job = await store.Update(id, d => d with { Deleted = true }, cancellation).ConfigureAwait(false);
        await Clear(job, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with what a process left that died: schedules jobs that were accepted, wakes those that were resumed, deletes those that were being deleted.</summary>
    public async Task Recover(CancellationToken cancellation = default)
    {
        await foreach (var job in store.List(cancellation: cancellation).ConfigureAwait(false))
            if (job.Deleted)
                await Clear(job, cancellation).ConfigureAwait(false);
            else
                await Heal(job, cancellation).ConfigureAwait(false);
    }

    // The document may be ahead of its orchestration (the process died in between): scheduled or woken now, and where it ended without a word, that is recorded.
    private async Task<JobDocument> Heal(JobDocument job, CancellationToken cancellation)
    {
        if (job.IsOver || job.Deleted)
            return job;
        var id = job.InstanceId(store.Kind);
        var instance = await client.Get(id, cancellation).ConfigureAwait(false);
        if (instance is null)
            // From here on it is accepted: a client that goes away must not keep it from being made.
            await client.Schedule(_orchestrator, job.Id, id, CancellationToken.None).ConfigureAwait(false);
        else if (instance.IsFinished)
            return await store.Update(job.Id, d => d.IsOver || d.Run != job.Run ? d : d with { State = JobState.Failed, Reason = instance.Failure?.ToString() ?? "It was ended from outside.", Finished = instance.UpdatedAt }, cancellation).ConfigureAwait(false);
        else if (job.State == JobState.Running && instance.ReadCustomStatus<string>() == JobOrchestrator.Waiting)
            await Wake(id, cancellation).ConfigureAwait(false);
        return job;
    }

    private async Task Wake(string instance, CancellationToken cancellation)
    {
        try
        {
            await client.RaiseEvent(instance, JobOrchestrator.Changed, "", cancellation).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It has ended in this moment.
        }
    }

    private async Task Terminate(JobDocument job, string reason, CancellationToken cancellation)
    {
        var id = job.InstanceId(store.Kind);
        if (await client.Get(id, cancellation).ConfigureAwait(false) is { IsFinished: false })
            await client.Terminate(id, reason, cancellation: cancellation).ConfigureAwait(false);
    }

    private async Task Clear(JobDocument job, CancellationToken cancellation)
    {
        await Terminate(job, "The job was deleted.", cancellation).ConfigureAwait(false);
        await store.Delete(job.Id, cancellation).ConfigureAwait(false);
    }

    private JobException Over(JobDocument job) => JobException.Conflict($"The {store.Kind} '{job.Id}' is {job.State.ToString().ToLowerInvariant()}");
}
