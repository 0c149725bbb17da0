using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// Where the tasks of a bundle are that it has learned, beside those that its model was trained with: the bundle's own file, or a place
/// that several machines share. May be used from several threads.
/// </summary>
public interface ITaskStore
{
    /// <summary>The folder of the bundle whose tasks they are.</summary>
    string Bundle { get; }

    /// <summary>
    /// The tasks as they are, or were a few seconds ago at most. It is asked before every edit, and as a rule waits for nothing.
    /// </summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    TaskTable Current { get; }

    /// <summary>The tasks as they are now; from then on <see cref="Current"/> is no older.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    /// <exception cref="IOException">The place is out of reach.</exception>
    Task<TaskTable> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes the tasks, wholly or not at all, and loses no change of another writer.</summary>
    /// <param name="change">
    /// Gives the new table, or the same one for no change; may refuse by an exception. Called again when another writer was faster.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made or not.</param>
    /// <returns>The tasks as they are now.</returns>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    /// <exception cref="IOException">The place is out of reach, or cannot be written.</exception>
    Task<TaskTable> ChangeAsync(Func<TaskTable, TaskTable> change, CancellationToken cancellationToken = default);
}
