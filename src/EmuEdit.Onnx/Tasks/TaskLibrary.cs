using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The learned tasks of a bundle: added, renamed, deleted, exported to files and imported. Every change is written at once and whole, and
/// none of another process is lost. The tasks that the model was trained with stay as they are.
/// </summary>
/// <param name="store">Has them.</param>
public sealed class TaskLibrary(ITaskStore store)
{
    /// <summary>Most learned tasks of a bundle.</summary>
    public const int MostTasks = 1000;

    /// <summary>The tasks that are kept in a bundle's folder.</summary>
    /// <param name="bundle">The folder.</param>
    /// <exception cref="InvalidInputException">It has no file for them.</exception>
    public TaskLibrary(string bundle) : this(new FileTaskStore(bundle)) { }

    /// <summary>The tasks of a loaded bundle, wherever they are kept.</summary>
    /// <exception cref="InvalidInputException">It takes none.</exception>
    public static TaskLibrary Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(bundle.TaskEmbeddings?.Store ?? throw new InvalidInputException($"{bundle.Name}, which takes no tasks", "a bundle whose U-Net takes a task's embedding"));
    }

    /// <summary>The learned tasks by name.</summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, LearnedTask>> ListAsync(CancellationToken cancellationToken = default) => (await store.ReadAsync(cancellationToken).ConfigureAwait(false)).Learned;

    /// <summary>Adds a task.</summary>
    /// <param name="name">See <see cref="EditTask.Own"/>.</param>
    /// <param name="vector">Its embedding, of the model's width.</param>
    /// <param name="task">How it was learned.</param>
    /// <param name="replace">Whether a learned task of that name is replaced and not refused.</param>
    /// <param name="cancellationToken">Stops waiting; the task may have been added or not.</param>
    /// <exception cref="InvalidInputException">The name is none or taken, or the vector does not fit.</exception>
    public Task AddAsync(string name, float[] vector, LearnedTask task, bool replace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vector);
        EditTask.Own(name);
        return store.ChangeAsync(table =>
        {
            // Added twice, for example because nobody knows whether it was, it is there once.
            if (table.Learned.TryGetValue(name, out var there) && there.Created == task.Created && there.ByNameOnly == task.ByNameOnly && table.Vectors[name].AsSpan().SequenceEqual(vector))
                return table;
            RequireFree(table, name, replace);
            if (table.Learned.Count >= MostTasks && !table.Learned.ContainsKey(name))
                throw new InvalidInputException($"{MostTasks + 1} learned tasks", $"up to {MostTasks}", "delete one first");
            if (vector.Length != table.Width || !vector.All(float.IsFinite))
                throw new InvalidInputException($"a vector of {vector.Length} values for task '{name}'", $"{table.Width} numbers, as the model takes", "learn the task on this bundle");
            return table.With(name, vector, task);
        }, cancellationToken);
    }

    /// <summary>Refuses a name that no learned task can have here.</summary>
    /// <exception cref="InvalidInputException">It is none, or taken.</exception>
    public async Task RequireFreeAsync(string name, bool replace = false, CancellationToken cancellationToken = default)
    {
        EditTask.Own(name);
        RequireFree(await store.ReadAsync(cancellationToken).ConfigureAwait(false), name, replace);
    }

    /// <summary>Gives a learned task another name, in one step: at no time has it none, or two.</summary>
    /// <exception cref="InvalidInputException">There is no such task, or the new name is none or taken.</exception>
    public Task RenameAsync(string name, string newName, CancellationToken cancellationToken = default)
    {
        EditTask.Own(newName);
        return store.ChangeAsync(table =>
        {
            var (vector, task) = Find(table, name);
            RequireFree(table, newName, replace: false);
            return table.Without(name).With(newName, vector, task);
        }, cancellationToken);
    }

    /// <summary>Deletes a learned task.</summary>
    /// <exception cref="InvalidInputException">There is no such task.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => store.ChangeAsync(table =>
    {
        Find(table, name);
        return table.Without(name);
    }, cancellationToken);

    /// <summary>A learned task as a file of its own: safetensors with one vector.</summary>
    /// <exception cref="InvalidInputException">There is no such task.</exception>
    public async Task<byte[]> ExportAsync(string name, CancellationToken cancellationToken = default)
    {
        var (vector, task) = Find(await store.ReadAsync(cancellationToken).ConfigureAwait(false), name);
        return ToFile(name, vector, task);
    }

    /// <summary>A task as a file of its own, as <see cref="ExportAsync"/> gives it.</summary>
    public static byte[] ToFile(string name, float[] vector, LearnedTask task) => TaskTable.Of(name, vector, task).ToBytes();

    /// <summary>Takes a task from a file that <see cref="ExportAsync"/> gave.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">What to call it in an error.</param>
    /// <param name="name">Its name here; null for the one it was exported under.</param>
    /// <param name="replace">Whether a learned task of that name is replaced and not refused.</param>
    /// <param name="phrases">
    /// Whether instructions that are like its phrases are taken for it, also where the model was trained with a task for them; false, the
    /// default, where an edit must name it.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the task may have been added or not.</param>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidInputException">
    /// The file is another, its task was learned for another model, or the name is taken.
    /// </exception>
    public async Task<string> ImportAsync(ReadOnlyMemory<byte> file, string path, string? name = null, bool replace = false, bool phrases = false, CancellationToken cancellationToken = default)
    {
        var table = TaskTable.Read(file, path);
        if (table.Learned.Count != 1 || !table.Vectors.TryGetValue(table.Learned.Keys.Single(), out var vector))
            throw new InvalidInputException($"{path} with {table.Learned.Count} learned tasks", "a file with one, as 'emuedit tasks export' writes it");
        var (given, task) = table.Learned.Single();
        if (task.Model != ModelOf(store.Bundle))
            throw new InvalidInputException($"a task that was learned for another model ({path})", $"one for the model of {store.Bundle}: a vector means nothing to another", "learn it again here, from the same examples");
        await AddAsync(name ?? given, vector, task with { ByNameOnly = !phrases }, replace, cancellationToken).ConfigureAwait(false);
        return name ?? given;
    }

    /// <summary>Names a bundle's model: SHA-256 over the networks that a task's vector goes through.</summary>
    public static string ModelOf(string bundle)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { "text_encoder", "unet" })
            hash.AppendData(HashOf(BundleFiles.Require(bundle, part, "model.onnx")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void RequireFree(TaskTable table, string name, bool replace)
    {
        if (table.Vectors.ContainsKey(name) && !(replace && table.Learned.ContainsKey(name)))
            throw new InvalidInputException($"task name '{name}', which is taken", "a name that no task of the bundle has", table.Learned.ContainsKey(name) ? "choose another, or ask for it to be replaced" : "choose another");
    }

    private static (float[] Vector, LearnedTask Task) Find(TaskTable table, string name) => table.Learned.TryGetValue(name, out var task) && table.Vectors.TryGetValue(name, out var vector)
        ? (vector, task)
        : throw new InvalidInputException(table.Vectors.ContainsKey(name) ? $"task '{name}', which the model was trained with" : $"no task '{name}'",
            table.Learned.Count == 0 ? "a learned task; this bundle has none" : "one of the learned tasks " + string.Join(", ", table.Learned.Keys));

    // A network may be larger than an array can be.
    private static byte[] HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return SHA256.HashData(file);
    }
}
