using System.Text.Json;
using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>A part of a bundle to train.</summary>
/// <param name="Part">Name of the part, for example <c>editor</c>.</param>
/// <param name="Options">Options of the training, named as those of <c>emuedit train</c> in snake case, as in a configuration file.</param>
public sealed record TrainingPlan(string Part, IReadOnlyDictionary<string, JsonElement> Options);

/// <summary>Trains parts of bundles. The interface keeps libtorch out of processes that only serve.</summary>
public interface ITrainer
{
    /// <summary>Validates a plan.</summary>
    /// <exception cref="Core.InvalidInputException">The part or an option is unknown, an
    /// option is out of range, or the plan names data that may not be used.</exception>
    Task CheckAsync(TrainingPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Fetches what a plan names to this machine.</summary>
    /// <returns>The plan, with paths instead of names.</returns>
    /// <exception cref="Core.InvalidInputException">Something that the plan names no longer exists.</exception>
    Task<TrainingPlan> PrepareAsync(TrainingPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Trains, or continues from the last checkpoint.</summary>
    /// <param name="plan">The prepared plan.</param>
    /// <param name="folder">The run folder, with the files of earlier calls.</param>
    /// <param name="progress">Receives occasional reports.</param>
    /// <param name="betweenSteps">Called before each step.</param>
    /// <param name="cancellationToken">Stops after the current step, once a checkpoint is written.</param>
    /// <returns>Whether the training is done.</returns>
    bool Train(
        TrainingPlan plan,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    );
}

/// <summary>Trains parts of bundles. The result is the files of the run.</summary>
/// <param name="store">Stores the jobs.</param>
/// <param name="trainer">Trains.</param>
public sealed class TrainingWork(JobStore store, ITrainer trainer) : JobWork(store)
{
    /// <inheritdoc/>
    protected internal override JobOrchestrator Orchestrator { get; } = new TrainingOrchestrator();

    /// <summary>Opens the trainings.</summary>
    /// <param name="client">Client of the engine that runs their orchestrations.</param>
    public Trainings OpenTrainings(OrchestrationClient client) => new(Store, client, Orchestrator.Name, trainer);

    /// <inheritdoc/>
    protected internal override async Task<JobDocument> PrepareAsync(JobDocument job, CancellationToken cancellationToken) =>
        job with
        {
            Plan = JobStore.ToPlan(await trainer.PrepareAsync(JobStore.PlanOf<TrainingPlan>(job), cancellationToken).ConfigureAwait(false)),
        };

    /// <inheritdoc/>
    protected internal override Task<bool> ContinueAsync(
        JobDocument job,
        string folder,
        IProgress<LearningProgress> progress,
        Action betweenSteps,
        CancellationToken cancellationToken
    ) => Task.FromResult(trainer.Train(JobStore.PlanOf<TrainingPlan>(job), folder, progress, betweenSteps, cancellationToken));

    /// <inheritdoc/>
    protected internal override Task PublishAsync(JobDocument job, CancellationToken cancellationToken) => Task.CompletedTask;
}
