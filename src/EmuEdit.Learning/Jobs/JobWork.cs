using EmuEdit.Core;
using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>The work that jobs of one kind do.</summary>
/// <param name="store">Stores the jobs.</param>
public abstract class JobWork(JobStore store)
{
    /// <summary>Stores the jobs.</summary>
    public JobStore Store => store;

    /// <summary>Duration of a slice, which is also the most that a pause waits or a kill costs. Default 30 s.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Interval at which a slice reports its progress. Default 5 s.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Parent of the run folders while a slice runs. Default: the system's temporary folder.</summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>The process-wide limit on computations, which a slice respects. Default null: no limit.</summary>
    public ComputeSlots? Slots { get; init; }

    /// <summary>The orchestrator of the jobs.</summary>
    protected internal abstract JobOrchestrator Orchestrator { get; }

    /// <summary>Opens the jobs.</summary>
    /// <param name="client">Client of the engine that runs their orchestrations.</param>
    public Jobs Open(OrchestrationClient client) => new(Store, client, Orchestrator.Name);

    /// <summary>Prepares a slice. The preparation does not count towards the slice's duration.</summary>
    /// <returns>The prepared job.</returns>
    protected internal virtual Task<JobDocument> PrepareAsync(JobDocument job, CancellationToken cancellationToken) => Task.FromResult(job);

    /// <summary>Continues a job. It may block its thread.</summary>
    /// <param name="job">The prepared job.</param>
    /// <param name="folder">The job's run folder, with the files of earlier slices.</param>
    /// <param name="progress">Receives occasional reports.</param>
    /// <param name="betweenSteps">Called before each step.</param>
    /// <param name="cancellationToken">Stops after the current step, once a checkpoint is written.</param>
    /// <returns>Whether the job is done.</returns>
    protected internal abstract Task<bool> ContinueAsync(
        JobDocument job,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    );

    /// <summary>Publishes what a finished job has learned. It is called again if the outcome of an earlier call is unknown.</summary>
    protected internal abstract Task PublishAsync(JobDocument job, CancellationToken cancellationToken);
}
