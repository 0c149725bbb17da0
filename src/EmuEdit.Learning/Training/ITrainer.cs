using System.Text.Json;
using EmuEdit.Orchestration;

namespace EmuEdit.Learning;

/// <summary>A part of a bundle that is to be trained.</summary>
/// <param name="Part">Its name, for example <c>editor</c>.</param>
/// <param name="Options">How, by the names of the options of <c>emuedit train</c> in snake case; a configuration file holds the same.</param>
public sealed record TrainingPlan(string Part, IReadOnlyDictionary<string, JsonElement> Options);

/// <summary>Trains parts of bundles. The port keeps libtorch out of what only serves.</summary>
public interface ITrainer
{
    /// <summary>Refuses a plan that cannot be trained.</summary>
    /// <exception cref="Core.InvalidInputException">The part or an option is not known, or out of its range, or names data that may not be trained on.</exception>
    Task CheckAsync(TrainingPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Brings what a plan names to this machine.</summary>
    /// <returns>The plan with paths in the place of names.</returns>
    /// <exception cref="Core.InvalidInputException">Something is not there any more.</exception>
    Task<TrainingPlan> PrepareAsync(TrainingPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Trains, or goes on with it.</summary>
    /// <param name="plan">What is to be trained, prepared.</param>
    /// <param name="folder">The run's folder, with what was left the last time.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="betweenSteps">Called before each step.</param>
    /// <param name="cancellationToken">Stops after the step it is at, a checkpoint written.</param>
    /// <returns>Whether it is done.</returns>
    bool Train(TrainingPlan plan, string folder, IProgress<LearningProgress> progress, Action betweenSteps, CancellationToken cancellationToken);
}

/// <summary>Trains parts of bundles. What was trained are the files of the run.</summary>
/// <param name="store">Has the jobs.</param>
/// <param name="trainer">Trains.</param>
public sealed class TrainingWork(JobStore store, ITrainer trainer) : JobWork(store)
{
    /// <inheritdoc/>
    protected internal override JobOrchestrator Orchestrator { get; } = new TrainingOrchestrator();

    /// <summary>The trainings, their orchestrations run by an engine.</summary>
    /// <param name="client">The engine.</param>
    public Trainings OpenTrainings(OrchestrationClient client) => new(Open(client), trainer);

    /// <inheritdoc/>
    protected internal override async Task<JobDocument> PrepareAsync(JobDocument job, CancellationToken cancellationToken) =>
        job with { Plan = JobStore.ToPlan(await trainer.PrepareAsync(JobStore.PlanOf<TrainingPlan>(job), cancellationToken).ConfigureAwait(false)) };

    /// <inheritdoc/>
    protected internal override Task<bool> GoOnAsync(JobDocument job, string folder, IProgress<LearningProgress> progress, Action betweenSteps, CancellationToken cancellationToken) =>
        Task.FromResult(trainer.Train(JobStore.PlanOf<TrainingPlan>(job), folder, progress, betweenSteps, cancellationToken));

    /// <inheritdoc/>
    protected internal override Task PublishAsync(JobDocument job, CancellationToken cancellationToken) => Task.CompletedTask;
}
