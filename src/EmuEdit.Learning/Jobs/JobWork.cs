using EmuEdit.Core;
using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>What the jobs of one kind do.</summary>
/// <param name="store">Has the jobs.</param>
public abstract class JobWork(JobStore store)
{
    /// <summary>Has the jobs.</summary>
    public JobStore Store => store;

    /// <summary>How long a slice is: so long a pause or a kill may cost; default 30 s.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a slice tells how far it is; default 5 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where run folders are while a slice runs; default the system's folder of temporary files.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The process's limit on computations, which a slice keeps to; null, the default, for none.</summary>
    public ComputeSlots? Slots { get; init; }

    /// <summary>Runs a job.</summary>
    protected internal abstract JobOrchestrator Orchestrator { get; }

    /// <summary>The jobs, their orchestrations run by an engine.</summary>
    /// <param name="client">The engine.</param>
    public Jobs Open(OrchestrationClient client) => new(Store, client, Orchestrator.Name);

    /// <summary>Makes ready for a slice, whose time begins afterwards.</summary>
    /// <returns>The job as it is gone on with.</returns>
    protected internal virtual Task<JobDocument> PrepareAsync(JobDocument job, CancellationToken cancellationToken) => Task.FromResult(job);

    /// <summary>Goes on with a job, on a thread that it may keep.</summary>
    /// <param name="job">The job, prepared.</param>
    /// <param name="folder">Its run folder, with what the slices before left.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="betweenSteps">Called before each step.</param>
    /// <param name="cancellationToken">Stops after the step it is at, a checkpoint written.</param>
    /// <returns>Whether it is done.</returns>
    protected internal abstract Task<bool> GoOnAsync(JobDocument job, string folder, IProgress<LearningProgress> progress, Action betweenSteps, CancellationToken cancellationToken);

    /// <summary>Makes what a finished job has learned available; called again where it is not known whether it was.</summary>
    protected internal abstract Task PublishAsync(JobDocument job, CancellationToken cancellationToken);
}
