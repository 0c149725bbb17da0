using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The learned tasks of a bundle: added, renamed, deleted, exported to files and imported. Every change is written at once and whole; processes of one machine that change the same
/// bundle wait for each other. The tasks that the model was trained with stay as they are.
/// </summary>
/// <param name="bundle">The bundle's folder.</param>
public sealed class TaskLibrary(string bundle)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _path = BundleFiles.Require(bundle, "task_embeddings.safetensors");

    /// <summary>The learned tasks by name.</summary>
    /// <exception cref="InvalidInputException">The bundle's file cannot be read.</exception>
    public IReadOnlyDictionary<string, LearnedTask> List() => TaskTable.Read(_path).Learned;

    /// <summary>Adds a task.</summary>
    /// <param name="name">See <see cref="EditTask.Own"/>.</param>
    /// <param name="vector">Its embedding, of the model's width.</param>
    /// <param name="task">How it was learned.</param>
    /// <param name="replace">Whether a learned task of that name is replaced and not refused.</param>
    /// <exception cref="InvalidInputException">The name is none or taken, or the vector does not fit.</exception>
    public void Add(string name, float[] vector, LearnedTask task, bool replace = false)
    {
        ArgumentNullException.ThrowIfNull(vector);
        EditTask.Own(name);
        Change(table =>
        {
            // Added twice, for example because nobody knows whether it was, it is there once.
            if (table.Learned.TryGetValue(name, out var there) && there.Created == task.Created && table.Vectors[name].AsSpan().SequenceEqual(vector))
                return table;
            RequireFree(table, name, replace);
            if (vector.Length != table.Width || !vector.All(float.IsFinite))
                throw new InvalidInputException($"a vector of {vector.Length} values for task '{name}'", $"{table.Width} numbers, as the model takes", "learn the task on this bundle");
            return table.With(name, vector, task);
        });
    }

    /// <summary>Refuses a name that no learned task can have here.</summary>
    /// <exception cref="InvalidInputException">It is none, or taken.</exception>
    public void RequireFree(string name, bool replace = false)
    {
        EditTask.Own(name);
        RequireFree(TaskTable.Read(_path), name, replace);
    }

    /// <summary>Gives a learned task another name.</summary>
    /// <exception cref="InvalidInputException">There is no such task, or the new name is none or taken.</exception>
    public void Rename(string name, string newName)
    {
        EditTask.Own(newName);
        Change(table =>
        {
            var (vector, task) = Find(table, name);
            RequireFree(table, newName, replace: false);
            return table.Without(name).With(newName, vector, task);
        });
    }

    /// <summary>Deletes a learned task.</summary>
    /// <exception cref="InvalidInputException">There is no such task.</exception>
    public void Delete(string name) => Change(table =>
    {
        Find(table, name);
        return table.Without(name);
    });

    /// <summary>A learned task as a file of its own: safetensors with one vector.</summary>
    /// <exception cref="InvalidInputException">There is no such task.</exception>
    public byte[] Export(string name)
    {
        var (vector, task) = Find(TaskTable.Read(_path), name);
        return ToFile(name, vector, task);
    }

    /// <summary>A task as a file of its own, as <see cref="Export"/> gives it.</summary>
    public static byte[] ToFile(string name, float[] vector, LearnedTask task) => TaskTable.Of(name, vector, task).ToBytes();

    /// <summary>Takes a task from a file that <see cref="Export"/> gave.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">What to call it in an error.</param>
    /// <param name="name">Its name here; null for the one it was exported under.</param>
    /// <param name="replace">Whether a learned task of that name is replaced and not refused.</param>
    /// <returns>The name.</returns>
    /// <exception cref="InvalidInputException">The file is another, its task was learned for another model, or the name is taken.</exception>
    public string Import(ReadOnlyMemory<byte> file, string path, string? name = null, bool replace = false)
    {
        var table = TaskTable.Read(file, path);
        if (table.Learned.Count != 1 || !table.Vectors.TryGetValue(table.Learned.Keys.Single(), out var vector))
            throw new InvalidInputException($"{path} with {table.Learned.Count} learned tasks", "a file with one, as 'emuedit tasks export' writes it");
        var (given, task) = table.Learned.Single();
        if (task.Model != ModelOf(bundle))
            throw new InvalidInputException($"a task that was learned for another model ({path})", $"one for the model of {bundle}: a vector means nothing to another", "learn it again here, from the same examples");
        Add(name ?? given, vector, task, replace);
        return name ?? given;
    }

    /// <summary>Names a bundle's model: SHA-256 over the networks that a task's vector goes through.</summary>
    public static string ModelOf(string bundle)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { "text_encoder", "unet" })
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(BundleFiles.Require(bundle, part, "model.onnx"))));
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

    private void Change(Func<TaskTable, TaskTable> change)
    {
        using var alone = Lock();
        change(TaskTable.Read(_path)).Write(_path);
    }

    // Aside, so that nothing but the bundle's own files is in its folder. A change takes milliseconds.
    private FileStream Lock()
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(_path))).AsSpan(0, 8));
        var path = Path.Combine(Path.GetTempPath(), $"emuedit-tasks-{name}.lock");
        for (var waited = TimeSpan.Zero; ; waited += Pause)
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e)
            {
                if (waited >= Patience)
                    throw new IOException($"{_path} is being changed by another process for {Patience.TotalSeconds:0} s; it holds {path}", e);
                Thread.Sleep(Pause);
            }
    }
}
