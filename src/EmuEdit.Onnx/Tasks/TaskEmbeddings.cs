using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The task embeddings v_i of a bundle, by the task's name, as <c>task_embeddings.safetensors</c> has them now: tasks that are learned, renamed or deleted while a program runs are known to it at once.
/// Thread-safe.
/// </summary>
public sealed class TaskEmbeddings
{
    private readonly FileInfo _file;
    private readonly int _width;
    private Snapshot _snapshot;

    private TaskEmbeddings(string path)
    {
        _file = new(path);
        _snapshot = Read(path);
        _width = _snapshot.Table.Width;
    }

    /// <summary>The tasks' names, in the file's order.</summary>
    public IReadOnlyCollection<string> Names => Current.Vectors.Keys;

    /// <summary>Values of each vector.</summary>
    public int Width => _width;

    /// <summary>How the learned tasks were learned, by name.</summary>
    public IReadOnlyDictionary<string, LearnedTask> Learned => Current.Learned;

    /// <summary>A task's vector.</summary>
    /// <exception cref="InvalidInputException">The bundle has no such task.</exception>
    public float[] this[string task] => Current.Vectors.TryGetValue(task, out var vector)
        ? vector
        : throw new InvalidInputException($"unknown task '{task}'", $"one of {string.Join(", ", Names)}", "choose one of these, or leave the task out to have it predicted");

    // Asking for a file's time costs some microseconds, and hears of changes on every file system; a watcher does not on those of a network.
    private TaskTable Current
    {
        get
        {
            var snapshot = Volatile.Read(ref _snapshot);
            var stamp = StampOf(_file.FullName);
            // Gone for a moment, or for good: what was read goes on.
            if (stamp == snapshot.Stamp || stamp is null)
                return snapshot.Table;
            var read = Read(_file.FullName);
            if (read.Table.Width != _width)
                throw new InvalidInputException($"{_file.FullName} with vectors of {read.Table.Width} values", $"{_width}, as the model takes", "put the bundle's own file back");
            Volatile.Write(ref _snapshot, read);
            return read.Table;
        }
    }

    /// <summary>Reads <c>task_embeddings.safetensors</c>.</summary>
    /// <exception cref="InvalidInputException">Missing or broken, empty, or its vectors are not of one length.</exception>
    internal static TaskEmbeddings Load(string path) => new(path);

    // The stamp first: a change in between is seen the next time.
    private static Snapshot Read(string path) => new(StampOf(path), TaskTable.Read(path));

    private static (DateTime, long)? StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    private sealed record Snapshot((DateTime, long)? Stamp, TaskTable Table);
}
