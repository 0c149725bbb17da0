using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>Training as jobs: started, watched, paused, resumed, cancelled. What is trained are the files of a job's run, its checkpoint the first of them.</summary>
/// <param name="jobs">Runs them.</param>
/// <param name="trainer">Trains.</param>
public sealed class Trainings(Jobs jobs, ITrainer trainer)
{
    /// <summary>Accepts a training. Asked again with the same id and plan, the first one is the answer.</summary>
    /// <param name="plan">What is to be trained.</param>
    /// <param name="id">Its name, see <see cref="EditTask.Own"/>; null makes one.</param>
    /// <param name="cancellationToken">Stops waiting; the training may have been accepted or not.</param>
    /// <exception cref="InvalidInputException">The part, an option or the id is out of its range.</exception>
    /// <exception cref="JobException">There is another of that id.</exception>
    public async Task<JobDocument> StartAsync(TrainingPlan plan, string? id = null, CancellationToken cancellationToken = default)
    {
        if (id is not null)
            EditTask.Own(id);
        id ??= Guid.NewGuid().ToString("n");
        if (await jobs.Store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { Deleted: false } there && there.Plan.GetRawText() == JobStore.ToPlan(plan).GetRawText())
            return await jobs.GetAsync(id, cancellationToken).ConfigureAwait(false);
        await trainer.CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        return await jobs.StartAsync(id, plan, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Jobs.GetAsync"/>
    public Task<JobDocument> GetAsync(string id, CancellationToken cancellationToken = default) => jobs.GetAsync(id, cancellationToken);

    /// <summary>All trainings, in the order of their ids.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<JobDocument> ListAsync(string? after = null, CancellationToken cancellationToken = default) => jobs.Store.ListAsync(after, cancellationToken).Where(j => !j.Deleted);

    /// <inheritdoc cref="Jobs.PauseAsync"/>
    public Task<JobDocument> PauseAsync(string id, CancellationToken cancellationToken = default) => jobs.PauseAsync(id, cancellationToken);

    /// <inheritdoc cref="Jobs.ResumeAsync"/>
    public Task<JobDocument> ResumeAsync(string id, CancellationToken cancellationToken = default) => jobs.ResumeAsync(id, cancellationToken);

    /// <inheritdoc cref="Jobs.CancelAsync"/>
    public Task<JobDocument> CancelAsync(string id, CancellationToken cancellationToken = default) => jobs.CancelAsync(id, cancellationToken);

    /// <inheritdoc cref="Jobs.DeleteAsync"/>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) => jobs.DeleteAsync(id, cancellationToken);

    /// <inheritdoc cref="Jobs.RecoverAsync"/>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => jobs.RecoverAsync(cancellationToken);

    /// <inheritdoc cref="Jobs.WaitForEndAsync"/>
    public Task<JobDocument> WaitForEndAsync(string id, CancellationToken cancellationToken = default) => jobs.WaitForEndAsync(id, cancellationToken);

    /// <summary>A file of a training's run: <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>run.json</c> or a picture; null while there is none.</summary>
    /// <exception cref="JobException">There is no such training.</exception>
    public async Task<ReadOnlyMemory<byte>?> FileAsync(string id, string name, CancellationToken cancellationToken = default)
    {
        await jobs.Store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return (await jobs.Store.RunFileAsync(id, name, cancellationToken).ConfigureAwait(false))?.Content;
    }
}
