using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>The jobs of one kind.</summary>
/// <param name="store">Stores the jobs.</param>
/// <param name="client">Client of the engine that runs their orchestrations.</param>
/// <param name="orchestrator">Name of the kind's orchestrator.</param>
/// <param name="time">The clock; null for the system's.</param>
public class Jobs(JobStore store, OrchestrationClient client, string orchestrator, TimeProvider? time = null)
    : PausableDocuments<JobDocument>(store, client)
{
    private readonly TaskName<string, DocumentState> _orchestrator = orchestrator;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Stores the jobs.</summary>
    public JobStore Store { get; } = store;

    /// <summary>Starts a job. When this returns, the job will run even if the process dies.</summary>
    /// <exception cref="DocumentException">A job of this name exists.</exception>
    /// <exception cref="Core.BusyException">The maximum number of jobs is reached.</exception>
    public async Task<JobDocument> StartAsync<TPlan>(string id, TPlan plan, CancellationToken cancellationToken = default)
    {
        var job = new JobDocument(id, JobStore.ToPlan(plan), _time.GetUtcNow());
        await Store.AddNewAsync(job, cancellationToken).ConfigureAwait(false);
        return await CurrentAsync(job, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    // A later job of the same name has another id.
    protected override string InstanceOf(JobDocument document, int run) =>
        $"{Store.Kind}.{document.Id}.{document.Created.UtcTicks:x}.{run}";

    /// <inheritdoc/>
    protected override Task ScheduleAsync(JobDocument document, string instanceId) =>
        Client.ScheduleAsync(_orchestrator, document.Id, instanceId, CancellationToken.None);

    /// <inheritdoc/>
    protected override bool Waits(OrchestrationMetadata instance) => instance.ReadCustomStatus<string>() == JobOrchestrator.Waiting;

    /// <inheritdoc/>
    // The orchestration is terminated, so it records no end.
    protected override JobDocument Cancelled(JobDocument document) => base.Cancelled(document) with { Finished = _time.GetUtcNow() };

    /// <inheritdoc/>
    protected override Task StopAsync(JobDocument document, CancellationToken cancellationToken) =>
        TerminateAsync(InstanceOf(document, document.Run), $"The {Store.Noun} was cancelled.", cancellationToken);
}
