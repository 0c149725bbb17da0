using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// The task embeddings v_i of a bundle, by the task's name, as its <see cref="ITaskStore"/> has them: tasks that are learned, renamed or
/// deleted while a program runs are known to it, by their names at once. Thread-safe.
/// </summary>
public sealed class TaskEmbeddings
{
    /// <summary>Those of a store.</summary>
    internal TaskEmbeddings(ITaskStore store) => (Store, Width) = (store, store.Current.Width);

    /// <summary>Where the tasks are.</summary>
    public ITaskStore Store { get; }

    /// <summary>Values of each vector.</summary>
    public int Width { get; }

    /// <summary>The tasks' names, in the store's order.</summary>
    public IEnumerable<string> Names => Store.Current.Vectors.Keys;

    /// <summary>How the learned tasks were learned, by name.</summary>
    public IReadOnlyDictionary<string, LearnedTask> Learned => Store.Current.Learned;

    /// <summary>A task's vector.</summary>
    /// <exception cref="InvalidInputException">The bundle has no such task.</exception>
    public float[] this[string task]
    {
        get
        {
            var vectors = TableFor(task).Vectors;
            return vectors.GetValueOrDefault(task)
                ?? throw new InvalidInputException($"unknown task '{task}'", $"one of {string.Join(", ", vectors.Keys)}", "choose one of these, or leave the task out to have it predicted");
        }
    }

    /// <summary>How a task was learned; null where there is none of that name, or it was not learned.</summary>
    public LearnedTask? FindLearned(string task) => TableFor(task).Learned.GetValueOrDefault(task);

    /// <summary>The tasks' names, as they are now where <paramref name="task"/> was not among them a moment ago.</summary>
    internal IEnumerable<string> NamesFor(string? task) => TableFor(task).Vectors.Keys;

    // Who names a task may have learned it just now, on another machine.
    private TaskTable TableFor(string? task)
    {
        var table = Store.Current;
        return task is null || table.Vectors.ContainsKey(task) ? table : Store.ReadAsync().GetAwaiter().GetResult();
    }
}
