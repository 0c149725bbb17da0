using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The task embeddings v_i of a bundle, by task name, as in its <see cref="ITaskStore"/>. Tasks
/// that are learned, renamed or deleted while a program runs are found at once by name.
/// Thread-safe.
/// </summary>
public sealed class TaskEmbeddings
{
    /// <summary>Creates the embeddings of a store.</summary>
    internal TaskEmbeddings(ITaskStore store) => (Store, Width) = (store, store.Current.Width);

    /// <summary>The store of the tasks.</summary>
    public ITaskStore Store { get; }

    /// <summary>Number of values of each vector.</summary>
    public int Width { get; }

    /// <summary>The tasks' names, in the store's order.</summary>
    public IEnumerable<string> Names => Store.Current.Vectors.Keys;

    /// <summary>How the learned tasks were learned, by name.</summary>
    public IReadOnlyDictionary<string, LearnedTask> Learned => Store.Current.Learned;

    /// <summary>Returns a task's vector.</summary>
    /// <exception cref="InvalidInputException">The bundle has no such task.</exception>
    public float[] this[string task]
    {
        get
        {
            var vectors = TableFor(task).Vectors;
            return vectors.GetValueOrDefault(task)
                ?? throw new InvalidInputException(
                    $"unknown task '{task}'",
                    $"one of {string.Join(", ", vectors.Keys)}",
                    "choose one of these, or leave the task out to have it predicted"
                );
        }
    }

    /// <summary>Returns how a task was learned; null when there is no such task, or it was not learned.</summary>
    public LearnedTask? FindLearned(string task) => TableFor(task).Learned.GetValueOrDefault(task);

    /// <summary>Returns the tasks' names, refreshed when <paramref name="task"/> is not among them.</summary>
    internal IEnumerable<string> NamesFor(string? task) => TableFor(task).Vectors.Keys;

    // Another machine may have learned the named task just now.
    private TaskTable TableFor(string? task)
    {
        var table = Store.Current;
        return task is null || table.Vectors.ContainsKey(task) ? table : Store.ReadAsync().GetAwaiter().GetResult();
    }
}
