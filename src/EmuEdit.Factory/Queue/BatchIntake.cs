using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Factory;

/// <summary>
/// The queue whose messages start batches, and the worker that reads it. By default, the queue and
/// its poison queue are in the file <c>queue.db</c> of the data folder.
/// </summary>
public sealed class BatchIntake : IAsyncDisposable
{
    /// <summary>
    /// The names of the queue whose messages start batches, and of the queue for unusable messages.
    /// </summary>
    public const string QueueName = "batches", PoisonQueueName = "batches-poison";

    private readonly List<IDisposable> _owned = [];
    private readonly BatchQueueWorker _worker;

    /// <summary>Opens the queues and starts to receive messages.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="batches">Starts the batches.</param>
    /// <param name="blobs">Stores a record of each unusable message.</param>
    /// <param name="queues">
    /// Queues to use instead of the folder's: the source of messages, and the destination of unusable
    /// messages. Both must outlive this object. Null: the queues of the folder.
    /// </param>
    /// <param name="log">Logs unusable messages.</param>
    /// <param name="options">How to process messages. Default null: the default options.</param>
    /// <exception cref="InvalidInputException">
    /// The queue's file is damaged or cannot be written.
    /// </exception>
    public BatchIntake(
        string folder,
        DatasetBatches batches,
        IBlobStore blobs,
        (IWorkQueue Queue, IWorkQueue Poison)? queues,
        ILogger log,
        BatchQueueOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(batches);
        try
        {
            (Queue, Poison) =
                queues
                ?? (Own(SqliteWorkQueue.Open(FileOf(folder), QueueName)), Own(SqliteWorkQueue.Open(FileOf(folder), PoisonQueueName)));
        }
        catch
        {
            _owned.ForEach(o => o.Dispose());
            throw;
        }
        _worker = new(batches.StartAsync, Queue, new(blobs, Poison, TimeProvider.System), log, options);
    }

    /// <summary>
    /// The queue whose messages start batches. A message is a <see cref="BatchRequest"/>.
    /// </summary>
    public IWorkQueue Queue { get; }

    /// <summary>The queue for unusable messages.</summary>
    public IWorkQueue Poison { get; }

    /// <summary>
    /// Returns the file with a data folder's queues. Another process can send messages to it.
    /// </summary>
    public static string FileOf(string folder) => Path.Combine(folder, "queue.db");

    /// <summary>Stops. Returns the current message to the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync().ConfigureAwait(false);
        _owned.ForEach(o => o.Dispose());
    }

    private T Own<T>(T opened) where T : IDisposable
    {
        _owned.Add(opened);
        return opened;
    }
}
