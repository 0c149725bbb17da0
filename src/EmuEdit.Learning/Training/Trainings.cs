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
    /// <param name="cancellation">Stops waiting; the training may have been accepted or not.</param>
    /// <exception cref="InvalidInputException">The part, an option or the id is out of its range.</exception>
    /// <exception cref="JobException">There is another of that id.</exception>
    public async Task<JobDocument> Start(TrainingPlan plan, string? id = null, CancellationToken cancellation = default)
    {
        if (id is not null)
            EditTask.Own(id);
        id ??= Guid.NewGuid().ToString("n");
        if (await jobs.Store.Find(id, cancellation).ConfigureAwait(false) is { Deleted: false } there && there.Plan.GetRawText() == JobStore.ToPlan(plan).GetRawText())
            return await jobs.Get(id, cancellation).ConfigureAwait(false);
        await trainer.Check(plan, cancellation).ConfigureAwait(false);
        return await jobs.Start(id, plan, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Jobs.Get"/>
    public Task<JobDocument> Get(string id, CancellationToken cancellation = default) => jobs.Get(id, cancellation);

    /// <summary>All trainings, in the order of their ids.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    public IAsyncEnumerable<JobDocument> List(string? after = null, CancellationToken cancellation = default) => jobs.Store.List(after, cancellation).Where(j => !j.Deleted);

    /// <inheritdoc cref="Jobs.Pause"/>
    public Task<JobDocument> Pause(string id, CancellationToken cancellation = default) => jobs.Pause(id, cancellation);

    /// <inheritdoc cref="Jobs.Resume"/>
    public Task<JobDocument> Resume(string id, CancellationToken cancellation = default) => jobs.Resume(id, cancellation);

    /// <inheritdoc cref="Jobs.Cancel"/>
    public Task<JobDocument> Cancel(string id, CancellationToken cancellation = default) => jobs.Cancel(id, cancellation);

    /// <inheritdoc cref="Jobs.Delete"/>
    public Task Delete(string id, CancellationToken cancellation = default) => jobs.Delete(id, cancellation);

    /// <inheritdoc cref="Jobs.Recover"/>
    public Task Recover(CancellationToken cancellation = default) => jobs.Recover(cancellation);

    /// <inheritdoc cref="Jobs.WaitForEnd"/>
    public Task<JobDocument> WaitForEnd(string id, CancellationToken cancellation = default) => jobs.WaitForEnd(id, cancellation);

    /// <summary>A file of a training's run: <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>run.json</c> or a picture; null while there is none.</summary>
    /// <exception cref="JobException">There is no such training.</exception>
    public async Task<ReadOnlyMemory<byte>?> File(string id, string name, CancellationToken cancellation = default)
    {
        await jobs.Store.Get(id, cancellation).ConfigureAwait(false);
        return (await jobs.Store.RunFile(id, name, cancellation).ConfigureAwait(false))?.Content;
    }
}
