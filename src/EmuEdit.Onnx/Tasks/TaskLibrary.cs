using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// Adds, renames, deletes, exports and imports the learned tasks of a bundle. Every change is
/// written at once and atomically, and no change of another process is lost. The tasks that the
/// model was trained with stay as they are.
/// </summary>
/// <param name="store">The store of the tasks.</param>
public sealed class TaskLibrary(ITaskStore store)
{
    /// <summary>Most learned tasks per bundle.</summary>
    public const int MostTasks = 1000;

    /// <summary>Opens the tasks in a bundle's folder.</summary>
    /// <param name="bundle">The bundle's folder.</param>
    /// <exception cref="InvalidInputException">The folder has no file for tasks.</exception>
    public TaskLibrary(string bundle) : this(new FileTaskStore(bundle)) { }

    /// <summary>Opens the tasks of a loaded bundle, wherever they are stored.</summary>
    /// <exception cref="InvalidInputException">The bundle takes no tasks.</exception>
    public static TaskLibrary Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new(
            bundle.TaskEmbeddings?.Store
                ?? throw new InvalidInputException($"{bundle.Name}, which takes no tasks", "a bundle whose U-Net takes a task's embedding")
        );
    }

    /// <summary>Returns the learned tasks by name.</summary>
    /// <exception cref="InvalidInputException">The tasks cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, LearnedTask>> ListAsync(CancellationToken cancellationToken = default) =>
        (await store.ReadAsync(cancellationToken).ConfigureAwait(false)).Learned;

    /// <summary>Adds a task.</summary>
    /// <param name="name">Name of the task; see <see cref="EditTask.Own"/> for what is valid.</param>
    /// <param name="vector">The task's embedding, of the model's width.</param>
    /// <param name="task">How it was learned.</param>
    /// <param name="replace">Whether to replace a learned task of that name instead of refusing; default false.</param>
    /// <param name="cancellationToken">Stops waiting; the task may or may not have been added.</param>
    /// <exception cref="InvalidInputException">
    /// The name is not valid or is taken, or the vector does not fit.
    /// </exception>
    public Task AddAsync(string name, float[] vector, LearnedTask task, bool replace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vector);
        EditTask.Own(name);
        return store.ChangeAsync(
            table =>
            {
                // A task that is added twice, for example after an unclear failure, is stored once.
                if (
                    table.Learned.TryGetValue(name, out var there)
                    && there.Created == task.Created
                    && there.ByNameOnly == task.ByNameOnly
                    && table.Vectors[name].AsSpan().SequenceEqual(vector)
                )
                    return table;
                RequireFree(table, name, replace);
                if (table.Learned.Count >= MostTasks && !table.Learned.ContainsKey(name))
                    throw new InvalidInputException($"{MostTasks + 1} learned tasks", $"up to {MostTasks}", "delete one first");
                if (vector.Length != table.Width || !vector.All(float.IsFinite))
                    throw new InvalidInputException(
                        $"a vector of {vector.Length} values for task '{name}'",
                        $"{table.Width} numbers, as the model takes",
                        "learn the task on this bundle"
                    );
                return table.With(name, vector, task);
            },
            cancellationToken
        );
    }

    /// <summary>Throws when a learned task cannot have the name in this bundle.</summary>
    /// <exception cref="InvalidInputException">The name is not valid, or is taken.</exception>
    public async Task RequireFreeAsync(string name, bool replace = false, CancellationToken cancellationToken = default)
    {
        EditTask.Own(name);
        RequireFree(await store.ReadAsync(cancellationToken).ConfigureAwait(false), name, replace);
    }

    /// <summary>Renames a learned task in one step: at every moment it has exactly one name.</summary>
    /// <exception cref="InvalidInputException">
    /// There is no such task, or the new name is not valid or is taken.
    /// </exception>
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

    /// <summary>Exports a learned task as a file: safetensors with one vector.</summary>
    /// <exception cref="InvalidInputException">There is no such task.</exception>
    public async Task<byte[]> ExportAsync(string name, CancellationToken cancellationToken = default)
    {
        var (vector, task) = Find(await store.ReadAsync(cancellationToken).ConfigureAwait(false), name);
        return ToFile(name, vector, task);
    }

    /// <summary>Returns a task as a file, in the format of <see cref="ExportAsync"/>.</summary>
    public static byte[] ToFile(string name, float[] vector, LearnedTask task) => TaskTable.Of(name, vector, task).ToBytes();

    /// <summary>Imports a task from a file that <see cref="ExportAsync"/> made.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Name for error messages.</param>
    /// <param name="name">
    /// The task's name in this bundle; null, the default, for the one that it was exported under.
    /// </param>
    /// <param name="replace">Whether to replace a learned task of that name instead of refusing; default false.</param>
    /// <param name="phrases">
    /// Whether instructions that are similar to its phrases select it, even when the model was
    /// trained with a task for them; false, the default, when an edit must name it.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the task may or may not have been added.</param>
    /// <returns>The task's name.</returns>
    /// <exception cref="InvalidInputException">
    /// The file is not an exported task, its task was learned for another model, or the name is taken.
    /// </exception>
    public async Task<string> ImportAsync(
        ReadOnlyMemory<byte> file,
        string path,
        string? name = null,
        bool replace = false,
        bool phrases = false,
        CancellationToken cancellationToken = default
    )
    {
        var table = TaskTable.Read(file, path);
        if (table.Learned.Count != 1 || !table.Vectors.TryGetValue(table.Learned.Keys.Single(), out var vector))
            throw new InvalidInputException(
                $"{path} with {table.Learned.Count} learned tasks",
                "a file with one, as 'emuedit tasks export' writes it"
            );
        var (given, task) = table.Learned.Single();
        if (task.Model != ModelOf(store.Bundle))
            throw new InvalidInputException(
                $"a task that was learned for another model ({path})",
                $"one for the model of {store.Bundle}: a vector means nothing to another",
                "learn it again here, from the same examples"
            );
        await AddAsync(name ?? given, vector, task with { ByNameOnly = !phrases }, replace, cancellationToken).ConfigureAwait(false);
        return name ?? given;
    }

    /// <summary>Identifies a bundle's model: SHA-256 over the networks that a task's vector passes through.</summary>
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
            throw new InvalidInputException(
                $"task name '{name}', which is taken",
                "a name that no task of the bundle has",
                table.Learned.ContainsKey(name) ? "choose another, or ask for it to be replaced" : "choose another"
            );
    }

    private static (float[] Vector, LearnedTask Task) Find(TaskTable table, string name) =>
        table.Learned.TryGetValue(name, out var task) && table.Vectors.TryGetValue(name, out var vector)
            ? (vector, task)
            : throw new InvalidInputException(
                table.Vectors.ContainsKey(name) ? $"task '{name}', which the model was trained with" : $"no task '{name}'",
                table.Learned.Count == 0
                    ? "a learned task; this bundle has none"
                    : "one of the learned tasks " + string.Join(", ", table.Learned.Keys)
            );

    // A network may be larger than an array can be.
    private static byte[] HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return SHA256.HashData(file);
    }
}
