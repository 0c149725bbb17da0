using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>Trainings as jobs. The result of a training is the files of its run, above all the checkpoint.</summary>
/// <param name="store">Stores the trainings.</param>
/// <param name="client">Client of the engine that runs their orchestrations.</param>
/// <param name="orchestrator">Name of their orchestrator.</param>
/// <param name="trainer">Validates the plans.</param>
public sealed class Trainings(JobStore store, OrchestrationClient client, string orchestrator, ITrainer trainer)
    : Jobs(store, client, orchestrator)
{
    /// <summary>Accepts a training. A second request with the same id and plan returns the first training.</summary>
    /// <param name="plan">The training plan.</param>
    /// <param name="id">Id of the training, see <see cref="EditTask.Own"/>; null creates one.</param>
    /// <param name="cancellationToken">Stops waiting. The training may or may not have been accepted.</param>
    /// <exception cref="InvalidInputException">The part, an option or the id is not valid.</exception>
    /// <exception cref="DocumentException">Another training has this id.</exception>
    public async Task<JobDocument> StartAsync(TrainingPlan plan, string? id = null, CancellationToken cancellationToken = default)
    {
        if (id is not null)
            EditTask.Own(id);
        id ??= Guid.NewGuid().ToString("n");
        if (
            await Store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { Document: { Deleted: false } there }
            && there.Plan.GetRawText() == JobStore.ToPlan(plan).GetRawText()
        )
            return await CurrentAsync(there, cancellationToken).ConfigureAwait(false);
        await trainer.CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        return await StartAsync<TrainingPlan>(id, plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns all trainings, in the order of their ids.</summary>
    /// <param name="after">Returns only ids after this one. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<JobDocument> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        Store.ListAsync(after, cancellationToken).Where(j => !j.Deleted);

    /// <summary>
    /// Returns a file of a training's run: <c>checkpoint.safetensors</c>,
    /// <c>metrics.jsonl</c>, <c>run.json</c> or an image; null if it does not exist yet.
    /// </summary>
    /// <exception cref="DocumentException">The training does not exist.</exception>
    public async Task<ReadOnlyMemory<byte>?> FileAsync(string id, string name, CancellationToken cancellationToken = default)
    {
        await Store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return (await Store.RunFileAsync(id, name, cancellationToken).ConfigureAwait(false))?.Content;
    }
}
