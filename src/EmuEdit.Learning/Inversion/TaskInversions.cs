using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>A task that is to be learned from pairs.</summary>
/// <param name="Name">See <see cref="EditTask.Own"/>.</param>
/// <param name="Pairs">What it is learned from.</param>
public sealed record InversionRequest(string Name, IReadOnlyList<ExamplePair> Pairs)
{
    /// <summary>For pairs without an instruction; null for the task's name in words.</summary>
    public string? Instruction { get; init; }

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Whether a learned task of that name is replaced and not refused.</summary>
    public bool Replace { get; init; }

    /// <summary>How long and how fast.</summary>
    public InversionSettings Settings { get; init; } = new();
}

/// <summary>A task of a bundle, or one that is being learned.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Learned">How it was learned; null for one that the model was trained with, or that is not learned yet.</param>
/// <param name="Job">The job that learned it, or does; null where there is none to tell of.</param>
public sealed record KnownTask(string Name, LearnedTask? Learned, JobDocument? Job);

/// <summary>The tasks of a bundle: listed, learned from examples, renamed, deleted, exported, imported.</summary>
/// <param name="jobs">Runs the inversions.</param>
/// <param name="bundle">Learns.</param>
/// <param name="codec">Writes the pairs.</param>
public sealed class TaskInversions(Jobs jobs, Bundle bundle, IImageCodec codec)
{
    private readonly TaskLibrary _library = TaskLibrary.Of(bundle);

    /// <summary>Side of the model's pictures, pixels.</summary>
    public int ImageSize => bundle.ImageSize;

    /// <summary>Accepts a task to learn: its pairs are stored, and it will be learned, whatever happens to the process.</summary>
    /// <exception cref="InvalidInputException">The name is none or one of the model's own, or the pairs are no use, see <see cref="TaskExamples.Of"/>.</exception>
    /// <exception cref="JobException">The name is taken: by a learned task, or by one that is being learned.</exception>
    public async Task<KnownTask> Start(InversionRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TaskExamples.Of(request.Name, request.Pairs, bundle.ImageSize, request.Instruction);
        if (!request.Replace && (await _library.List(cancellation).ConfigureAwait(false)).ContainsKey(request.Name))
            throw JobException.Conflict($"There is a task '{request.Name}' already; choose another name, or ask for it to be replaced");
        await MakeRoom(request.Name, cancellation).ConfigureAwait(false);
        // A folder of its own: whoever asks for the same name in this moment must not mix his pictures with these.
        var folder = $"{jobs.Store.Folder(request.Name)}pairs-{Guid.NewGuid():n}/";
        var plan = new InversionPlan(folder, [.. request.Pairs.Select(p => p.Instruction)], request.Instruction, request.Phrases, request.Replace, request.Settings);
        await Put(plan, request.Pairs, cancellation).ConfigureAwait(false);
        try
        {
            return new(request.Name, null, await jobs.Start(request.Name, plan, cancellation).ConfigureAwait(false));
        }
        catch (JobException)
        {
            await jobs.Store.Blobs.DeleteAll(folder, cancellation).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A task.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<KnownTask> Get(string name, CancellationToken cancellation = default)
    {
        if (!BlobNames(name))
            throw JobException.Missing($"task '{name}'");
        var job = await jobs.Store.Find(name, cancellation).ConfigureAwait(false) is { Deleted: false } ? await jobs.Get(name, cancellation).ConfigureAwait(false) : null;
        var learned = (await _library.List(cancellation).ConfigureAwait(false)).GetValueOrDefault(name);
        return learned is not null || job is not null || bundle.Tasks.Contains(name) ? new(name, learned, job) : throw JobException.Missing($"task '{name}'");
    }

    /// <summary>Every task: the model's own, the learned ones, and those that are being learned or could not be.</summary>
    public async Task<IReadOnlyList<KnownTask>> List(CancellationToken cancellation = default)
    {
        var learned = await _library.List(cancellation).ConfigureAwait(false);
        var documents = await jobs.Store.List(cancellation: cancellation).Where(j => !j.Deleted).ToDictionaryAsync(j => j.Id, cancellationToken: cancellation).ConfigureAwait(false);
        // What became of a learned task that was renamed or deleted since is nobody's business.
        var unfinished = documents.Values.Where(j => j.State != JobState.Completed).Select(j => j.Id);
        return [.. bundle.Tasks.Union(unfinished).Select(name => new KnownTask(name, learned.GetValueOrDefault(name), documents.GetValueOrDefault(name)))];
    }

    /// <summary>Pauses learning.</summary>
    /// <inheritdoc cref="Jobs.Pause"/>
    public async Task<KnownTask> Pause(string name, CancellationToken cancellation = default)
    {
        await Get(name, cancellation).ConfigureAwait(false);
        return new(name, null, await jobs.Pause(name, cancellation).ConfigureAwait(false));
    }

    /// <summary>Goes on with learning.</summary>
    /// <inheritdoc cref="Jobs.Resume"/>
    public async Task<KnownTask> Resume(string name, CancellationToken cancellation = default)
    {
        await Get(name, cancellation).ConfigureAwait(false);
        return new(name, null, await jobs.Resume(name, cancellation).ConfigureAwait(false));
    }

    /// <summary>Waits until a task is learned, or is not going to be.</summary>
    /// <exception cref="JobException">It is not being learned.</exception>
    public async Task<KnownTask> WaitForEnd(string name, CancellationToken cancellation = default)
    {
        await jobs.WaitForEnd(name, cancellation).ConfigureAwait(false);
        return await Get(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives a learned task another name.</summary>
    /// <exception cref="InvalidInputException">The new name is none or taken.</exception>
    /// <exception cref="JobException">There is no such learned task.</exception>
    public async Task<KnownTask> Rename(string name, string newName, CancellationToken cancellation = default)
    {
        await RequireLearned(name, cancellation).ConfigureAwait(false);
        await _library.Rename(name, newName, cancellation).ConfigureAwait(false);
        return await Get(newName, cancellation).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>Deletes a learned task, or one that is being learned.</summary>
    /// <exception cref="InvalidInputException">The model was trained with it.</exception>
    /// <exception cref="JobException">There is none.</exception>
    public async Task Delete(string name, CancellationToken cancellation = default)
    {
        var task = await Get(name, cancellation).ConfigureAwait(false);
        if (task.Job is not null)
            await jobs.Delete(name, cancellation).ConfigureAwait(false);
        if (task.Learned is not null || task.Job is null)
            await _library.Delete(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>A learned task as a file, see <see cref="TaskLibrary.Export"/>.</summary>
    /// <exception cref="JobException">There is no such learned task.</exception>
    public async Task<byte[]> Export(string name, CancellationToken cancellation = default)
    {
        await RequireLearned(name, cancellation).ConfigureAwait(false);
        return await _library.Export(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a task from a file, see <see cref="TaskLibrary.Import"/>.</summary>
    /// <exception cref="InvalidInputException">The file is another, or its task was learned for another model.</exception>
    public async Task<KnownTask> Import(ReadOnlyMemory<byte> file, string? name, bool replace, bool phrases = false, CancellationToken cancellation = default)
    {
        var imported = await _library.Import(file, "the file", name, replace, phrases, cancellation).ConfigureAwait(false);
        return await Get(imported, cancellation).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>A picture of how learning goes: <c>samples.png</c>, <c>error.png</c> or <c>loss.png</c>; null while there is none.</summary>
    /// <exception cref="JobException">There is no such task.</exception>
    public async Task<ReadOnlyMemory<byte>?> Picture(string name, string file, CancellationToken cancellation = default)
    {
        await Get(name, cancellation).ConfigureAwait(false);
        return (await jobs.Store.RunFile(name, file, cancellation).ConfigureAwait(false))?.Content;
    }

    /// <summary>Goes on with what a process left that died.</summary>
    public Task Recover(CancellationToken cancellation = default) => jobs.Recover(cancellation);

    // What is over makes room for another of its name; what is not keeps it.
    private async Task MakeRoom(string name, CancellationToken cancellation)
    {
        if (await jobs.Store.Find(name, cancellation).ConfigureAwait(false) is not { } job)
            return;
        if (!job.IsOver && !job.Deleted)
            throw JobException.Conflict($"A task '{name}' is being learned already");
        await jobs.Store.Delete(name, cancellation).ConfigureAwait(false);
    }

    private async Task Put(InversionPlan plan, IReadOnlyList<ExamplePair> pairs, CancellationToken cancellation)
    {
        foreach (var (i, pair) in pairs.Index())
            foreach (var (side, picture) in new[] { (InversionPlan.Input, pair.Input), (InversionPlan.Target, pair.Target) })
                await jobs.Store.Blobs.Put(plan.Picture(i, side), codec.EncodePng(picture), default, cancellation).ConfigureAwait(false);
    }

    private async Task RequireLearned(string name, CancellationToken cancellation)
    {
        if ((await Get(name, cancellation).ConfigureAwait(false)).Learned is null)
            throw JobException.Conflict($"Task '{name}' is no learned task");
    }

    private static bool BlobNames(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
