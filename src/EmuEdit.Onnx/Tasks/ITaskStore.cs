using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// Stores the learned tasks of a bundle, beside those that its model was trained with. The place is
/// the bundle's own file, or one that several machines share. Thread-safe.
/// </summary>
public interface ITaskStore
{
    /// <summary>The folder of the bundle that the tasks belong to.</summary>
    string Bundle { get; }

    /// <summary>
    /// The tasks, at most a few seconds old. Every edit reads this property, so it usually returns
    /// without waiting.
    /// </summary>
    /// <exception cref="InvalidInputException">The tasks cannot be read.</exception>
    TaskTable Current { get; }

    /// <summary>Reads the current tasks. Afterwards <see cref="Current"/> is at least as recent.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="InvalidInputException">The tasks cannot be read.</exception>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    Task<TaskTable> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes the tasks atomically, without losing a change of another writer.</summary>
    /// <param name="change">
    /// Returns the new table, or the same one for no change; may throw to refuse. It is called
    /// again when another writer was faster.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the change may or may not have been made.</param>
    /// <returns>The current tasks.</returns>
    /// <exception cref="InvalidInputException">The tasks cannot be read.</exception>
    /// <exception cref="IOException">The store cannot be reached or written.</exception>
    Task<TaskTable> ChangeAsync(Func<TaskTable, TaskTable> change, CancellationToken cancellationToken = default);
}
