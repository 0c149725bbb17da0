using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>A request to learn a task from pairs.</summary>
/// <param name="Name">Name of the task, see <see cref="EditTask.Own"/>.</param>
/// <param name="Pairs">The example pairs.</param>
public sealed record InversionRequest(string Name, IReadOnlyList<ExamplePair> Pairs)
{
    /// <summary>Instruction for pairs that have none; null for the task's name in words.</summary>
    public string? Instruction { get; init; }

    /// <summary>Further instructions that ask for the task.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Whether to replace a learned task of the same name. Default false: the request is rejected.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether to add the task even if learning did not improve on what it started from. Default false: the job fails.</summary>
    public bool Force { get; init; }

    /// <summary>Seed, precision and maximum duration.</summary>
    public InversionSettings Settings { get; init; } = new();
}

/// <summary>A task of a bundle, or one that is being learned.</summary>
/// <param name="Name">Name of the task.</param>
/// <param name="Learned">How the task was learned; null if the model was trained with it, or if it is not learned yet.</param>
/// <param name="Job">The job that learned or is learning the task; null if there is none.</param>
public sealed record KnownTask(string Name, LearnedTask? Learned, JobDocument? Job);

/// <summary>The tasks of a bundle: lists, learns from examples, renames, deletes, exports and imports them.</summary>
/// <param name="jobs">Runs the inversions.</param>
/// <param name="bundle">The bundle that learns.</param>
/// <param name="codec">Encodes the images of the pairs.</param>
public sealed class TaskInversions(Jobs jobs, Bundle bundle, IImageCodec codec)
{
    private readonly TaskLibrary _library = TaskLibrary.Of(bundle);

    /// <summary>Side of the model's images in pixels.</summary>
    public int ImageSize => bundle.ImageSize;

    /// <summary>
    /// Accepts a task to learn. When this returns, the pairs are stored, and the task will be learned even if the process dies.
    /// </summary>
    /// <exception cref="InvalidInputException">The name is not valid or belongs to one of the
    /// model's own tasks, or the pairs are not valid, see <see cref="TaskExamples.Of"/>.</exception>
    /// <exception cref="DocumentException">A learned task, or one that is being learned, has this name.</exception>
    public async Task<KnownTask> StartAsync(InversionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TaskExamples.Of(request.Name, request.Pairs, bundle.ImageSize, request.Instruction);
        if (!request.Replace && (await _library.ListAsync(cancellationToken).ConfigureAwait(false)).ContainsKey(request.Name))
            throw DocumentException.Conflict($"A task '{request.Name}' already exists; choose another name, or allow replacing it.");
        await MakeRoomAsync(request.Name, cancellationToken).ConfigureAwait(false);
        // A unique folder, so that a concurrent request for the same name cannot mix its images with these.
        var folder = $"{jobs.Store.Folder(request.Name)}pairs-{Guid.NewGuid():n}/";
        var plan = new InversionPlan(
            folder,
            [.. request.Pairs.Select(p => p.Instruction)],
            request.Instruction,
            request.Phrases,
            request.Replace,
            request.Settings
        )
        {
            Force = request.Force,
        };
        await PutAsync(plan, request.Pairs, cancellationToken).ConfigureAwait(false);
        try
        {
            return new(request.Name, null, await jobs.StartAsync(request.Name, plan, cancellationToken).ConfigureAwait(false));
        }
        catch (DocumentException)
        {
            await jobs.Store.Blobs.DeleteAllAsync(folder, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns a task.</summary>
    /// <exception cref="DocumentException">The task does not exist.</exception>
    public async Task<KnownTask> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!BlobNames(name))
            throw DocumentException.Missing("task", name);
        var job = await jobs.Store.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Document.Deleted: false }
            ? await jobs.GetAsync(name, cancellationToken).ConfigureAwait(false)
            : null;
        var learned = (await _library.ListAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);
        return learned is not null || job is not null || bundle.Tasks.Contains(name)
            ? new(name, learned, job)
            : throw DocumentException.Missing("task", name);
    }

    /// <summary>Returns every task: the model's own, the learned ones, and those whose learning is not complete or has failed.</summary>
    public async Task<IReadOnlyList<KnownTask>> ListAsync(CancellationToken cancellationToken = default)
    {
        var learned = await _library.ListAsync(cancellationToken).ConfigureAwait(false);
        var documents = await jobs
            .Store.ListAsync(cancellationToken: cancellationToken)
            .Where(j => !j.Deleted)
            .ToDictionaryAsync(j => j.Id, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        // The completed job of a learned task that was since renamed or deleted is not listed.
        var unfinished = documents.Values.Where(j => j.State != DocumentState.Completed).Select(j => j.Id);
        return
        [
            .. bundle
                .Tasks.Union(unfinished)
                .Select(name => new KnownTask(name, learned.GetValueOrDefault(name), documents.GetValueOrDefault(name))),
        ];
    }

    /// <summary>Pauses learning.</summary>
    /// <inheritdoc cref="PausableDocuments{T}.PauseAsync"/>
    public async Task<KnownTask> PauseAsync(string name, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return new(name, null, await jobs.PauseAsync(name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Resumes learning.</summary>
    /// <inheritdoc cref="PausableDocuments{T}.ResumeAsync"/>
    public async Task<KnownTask> ResumeAsync(string name, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return new(name, null, await jobs.ResumeAsync(name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits until the learning of a task has ended, in success or not.</summary>
    /// <exception cref="DocumentException">The task is not being learned.</exception>
    public async Task<KnownTask> WaitForEndAsync(string name, CancellationToken cancellationToken = default)
    {
        await jobs.WaitForEndAsync(name, cancellationToken).ConfigureAwait(false);
        return await GetAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Renames a learned task.</summary>
    /// <exception cref="InvalidInputException">The new name is not valid or already taken.</exception>
    /// <exception cref="DocumentException">There is no learned task of this name.</exception>
    public async Task<KnownTask> RenameAsync(string name, string newName, CancellationToken cancellationToken = default)
    {
        await RequireLearnedAsync(name, cancellationToken).ConfigureAwait(false);
        await _library.RenameAsync(name, newName, cancellationToken).ConfigureAwait(false);
        return await GetAsync(newName, cancellationToken).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>Deletes a learned task, or one that is being learned.</summary>
    /// <exception cref="InvalidInputException">The model was trained with the task.</exception>
    /// <exception cref="DocumentException">The task does not exist.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var task = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (task.Job is not null)
            await jobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        if (task.Learned is not null || task.Job is null)
            await _library.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Exports a learned task as a file, see <see cref="TaskLibrary.ExportAsync"/>.</summary>
    /// <exception cref="DocumentException">There is no learned task of this name.</exception>
    public async Task<byte[]> ExportAsync(string name, CancellationToken cancellationToken = default)
    {
        await RequireLearnedAsync(name, cancellationToken).ConfigureAwait(false);
        return await _library.ExportAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Imports a task from a file, see <see cref="TaskLibrary.ImportAsync"/>.</summary>
    /// <exception cref="InvalidInputException">The file is not an exported task, or the task was learned for another model.</exception>
    public async Task<KnownTask> ImportAsync(
        ReadOnlyMemory<byte> file,
        string? name,
        bool replace,
        bool phrases = false,
        CancellationToken cancellationToken = default
    )
    {
        var imported = await _library.ImportAsync(file, "the file", name, replace, phrases, cancellationToken).ConfigureAwait(false);
        return await GetAsync(imported, cancellationToken).ConfigureAwait(false) with { Job = null };
    }

    /// <summary>
    /// Returns an image about the progress of learning: <c>samples.png</c>,
    /// <c>error.png</c> or <c>loss.png</c>; null if it does not exist yet.
    /// </summary>
    /// <exception cref="DocumentException">The task does not exist.</exception>
    public async Task<ReadOnlyMemory<byte>?> ImageAsync(string name, string file, CancellationToken cancellationToken = default)
    {
        await GetAsync(name, cancellationToken).ConfigureAwait(false);
        return (await jobs.Store.RunFileAsync(name, file, cancellationToken).ConfigureAwait(false))?.Content;
    }

    /// <summary>Continues the jobs that a dead process left behind.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => jobs.RecoverAsync(cancellationToken);

    // A finished job gives way to a new one of the same name; an unfinished one keeps the name.
    private async Task MakeRoomAsync(string name, CancellationToken cancellationToken)
    {
        if (await jobs.Store.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { Document: var job })
            return;
        if (!job.IsOver && !job.Deleted)
            throw DocumentException.Conflict($"A task '{name}' is being learned already.");
        await jobs.Store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(InversionPlan plan, IReadOnlyList<ExamplePair> pairs, CancellationToken cancellationToken)
    {
        foreach (var (i, pair) in pairs.Index())
            foreach (var (side, picture) in new[] { (InversionPlan.Input, pair.Input), (InversionPlan.Target, pair.Target) })
                await jobs
                    .Store.Blobs.PutAsync(plan.Image(i, side), codec.EncodePng(picture), default, cancellationToken)
                    .ConfigureAwait(false);
    }

    private async Task RequireLearnedAsync(string name, CancellationToken cancellationToken)
    {
        if ((await GetAsync(name, cancellationToken).ConfigureAwait(false)).Learned is null)
            throw DocumentException.Conflict($"Task '{name}' is not a learned task.");
    }

    private static bool BlobNames(string name) =>
        name.Length <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
