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
    public async Task<KnownTask> StartAsync(InversionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TaskExamples.Of(request.Name, request.Pairs, bundle.ImageSize, request.Instruction);
        if (!request.Replace && (await _library.ListAsync(cancellationToken).ConfigureAwait(false)).ContainsKey(request.Name))
            throw JobException.Conflict($"There is a task '{request.Name}' already; choose another name, or ask for it to be replaced");
        await MakeRoomAsync(request.Name, cancellationToken).ConfigureAwait(false);
        // A folder of its own: whoever asks for the same name in this moment must not mix his pictures with these.
        var folder = $"{jobs.Store.Folder(request.Name)}pairs-{Guid.NewGuid():n}/";
        var plan = new InversionPlan(folder, [.. request.Pairs.Select(p => p.Instruction)], request.Instruction, request.Phrases, request.Replace, request.Settings);
        await PutAsync(plan, request.Pairs, cancellationToken).ConfigureAwait(false);
        try
        {
            return new(request.Name, null, await jobs.StartAsync(request.Name, plan, cancellationToken).ConfigureAwait(false));
        }
        catch (JobException)
        {
            await jobs.Store.Blobs.DeleteAllAsync(folder, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A task.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<KnownTask> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!BlobNames(name))
            throw JobException.Missing($"task '{name}'");
        var job = await jobs.Store.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Deleted: false } ? await jobs.GetAsync(name, cancellationToken).ConfigureAwait(false) : null;
        var learned = (await _library.ListAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);
        return learned is not null || job is not null || bundle.Tasks.Contains(name) ? new(name, learned, job) : throw JobException.Missing($"task '{name}'");
    }

    /// <summary>Every task: the model's own, the learned ones, and those that are being learned or could not be.</summary>
    public async Task<IReadOnlyList<KnownTask>> ListAsync(CancellationToken cancellationToken = default)
    {
        var learned = await _library.ListAsync(cancellationToken).ConfigureAwait(false);
        var documents = await jobs.Store.ListAsync(cancellationToken: cancellationToken).Where(j => !j.Deleted).ToDictionaryAsync(j => j.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
        // What became of a learned task that was renamed or deleted since is nobody's business.
        var unfinished = documents.Values.Where(j => j.State != JobState.Completed).Select(j => j.Id);
        return [.. bundle.Tasks.Union(unfinished).Select(name => new KnownTask(name, learned.GetValueOrDefault(name), documents.GetValueOrDefault(name)))];
    }

    /// <summary>Pauses learning.</summary>
    /// <inheritdoc cref="Jobs.PauseAsync"/>
    public async Task<KnownTask> PauseAsync(string name, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return new(name, null, await jobs.PauseAsync(name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Goes on with learning.</summary>
    /// <inheritdoc cref="Jobs.ResumeAsync"/>
    public async Task<KnownTask> ResumeAsync(string name, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return new(name, null, await jobs.ResumeAsync(name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits until a task is learned, or is not going to be.</summary>
    /// <exception cref="JobException">It is not being learned.</exception>
    public async Task<KnownTask> WaitForEndAsync(string name, CancellationToken cancellationToken = default)
    {
        await jobs.WaitForEndAsync(name, cancellationToken).ConfigureAwait(false);
        return await GetAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a learned task another name.</summary>
    /// <exception cref="InvalidInputException">The new name is none or taken.</exception>
    /// <exception cref="JobException">There is no such learned task.</exception>
    public async Task<KnownTask> RenameAsync(string name, string newName, CancellationToken cancellationToken = default)
    {
        await RequireLearnedAsync(name, cancellationToken).ConfigureAwait(false);
        await _library.RenameAsync(name, newName, cancellationToken).ConfigureAwait(false);
        return await GetAsync(newName, cancellationToken).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>Deletes a learned task, or one that is being learned.</summary>
    /// <exception cref="InvalidInputException">The model was trained with it.</exception>
    /// <exception cref="JobException">There is none.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var task = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (task.Job is not null)
            await jobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        if (task.Learned is not null || task.Job is null)
            await _library.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A learned task as a file, see <see cref="TaskLibrary.ExportAsync"/>.</summary>
    /// <exception cref="JobException">There is no such learned task.</exception>
    public async Task<byte[]> ExportAsync(string name, CancellationToken cancellationToken = default)
    {
        await RequireLearnedAsync(name, cancellationToken).ConfigureAwait(false);
        return await _library.ExportAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a task from a file, see <see cref="TaskLibrary.ImportAsync"/>.</summary>
    /// <exception cref="InvalidInputException">The file is another, or its task was learned for another model.</exception>
    public async Task<KnownTask> ImportAsync(ReadOnlyMemory<byte> file, string? name, bool replace, bool phrases = false, CancellationToken cancellationToken = default)
    {
        var imported = await _library.ImportAsync(file, "the file", name, replace, phrases, cancellationToken).ConfigureAwait(false);
        return await GetAsync(imported, cancellationToken).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>A picture of how learning goes: <c>samples.png</c>, <c>error.png</c> or <c>loss.png</c>; null while there is none.</summary>
    /// <exception cref="JobException">There is no such task.</exception>
    public async Task<ReadOnlyMemory<byte>?> ImageAsync(string name, string file, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return (await jobs.Store.RunFileAsync(name, file, cancellationToken).ConfigureAwait(false))?.Content;
    }

    /// <summary>Goes on with what a process left that died.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => jobs.RecoverAsync(cancellationToken);

    // What is over makes room for another of its name; what is not keeps it.
    private async Task MakeRoomAsync(string name, CancellationToken cancellationToken)
    {
        if (await jobs.Store.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } job)
            return;
        if (!job.IsOver && !job.Deleted)
            throw JobException.Conflict($"A task '{name}' is being learned already");
        await jobs.Store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(InversionPlan plan, IReadOnlyList<ExamplePair> pairs, CancellationToken cancellationToken)
    {
        foreach (var (i, pair) in pairs.Index())
            foreach (var (side, picture) in new[] { (InversionPlan.Input, pair.Input), (InversionPlan.Target, pair.Target) })
                await jobs.Store.Blobs.PutAsync(plan.Image(i, side), codec.EncodePng(picture), default, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireLearnedAsync(string name, CancellationToken cancellationToken)
    {
        if ((await GetAsync(name, cancellationToken).ConfigureAwait(false)).Learned is null)
            throw JobException.Conflict($"Task '{name}' is no learned task");
    }

    private static bool BlobNames(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
