using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>
/// Trainings as jobs: starts, monitors, pauses, resumes and cancels them. The
/// result of a training is the files of its run, above all the checkpoint.
/// </summary>
/// <param name="jobs">Runs the trainings.</param>
/// <param name="trainer">Validates the plans.</param>
public sealed class Trainings(Jobs jobs, ITrainer trainer)
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
            await jobs.Store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { Document: { Deleted: false } there }
            && there.Plan.GetRawText() == JobStore.ToPlan(plan).GetRawText()
        )
            return await jobs.GetAsync(id, cancellationToken).ConfigureAwait(false);
        await trainer.CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        return await jobs.StartAsync(id, plan, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.GetAsync"/>
    public Task<JobDocument> GetAsync(string id, CancellationToken cancellationToken = default) => jobs.GetAsync(id, cancellationToken);

    /// <summary>Returns all trainings, in the order of their ids.</summary>
    /// <param name="after">Returns only ids after this one. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<JobDocument> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        jobs.Store.ListAsync(after, cancellationToken).Where(j => !j.Deleted);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.PauseAsync"/>
    public Task<JobDocument> PauseAsync(string id, CancellationToken cancellationToken = default) => jobs.PauseAsync(id, cancellationToken);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.ResumeAsync"/>
    public Task<JobDocument> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        jobs.ResumeAsync(id, cancellationToken);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.CancelAsync"/>
    public Task<JobDocument> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        jobs.CancelAsync(id, cancellationToken);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.DeleteAsync"/>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) => jobs.DeleteAsync(id, cancellationToken);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.RecoverAsync"/>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => jobs.RecoverAsync(cancellationToken);

    /// <inheritdoc cref="Orchestration.PausableDocuments{T}.WaitForEndAsync"/>
    public Task<JobDocument> WaitForEndAsync(string id, CancellationToken cancellationToken = default) =>
        jobs.WaitForEndAsync(id, cancellationToken);

    /// <summary>
    /// Returns a file of a training's run: <c>checkpoint.safetensors</c>,
    /// <c>metrics.jsonl</c>, <c>run.json</c> or an image; null if it does not exist yet.
    /// </summary>
    /// <exception cref="DocumentException">The training does not exist.</exception>
    public async Task<ReadOnlyMemory<byte>?> FileAsync(string id, string name, CancellationToken cancellationToken = default)
    {
        await jobs.Store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return (await jobs.Store.RunFileAsync(id, name, cancellationToken).ConfigureAwait(false))?.Content;
    }
}
