using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Factory;

/// <summary>
/// The queue that messages start batches from, with its worker: two queues in a file of a data
/// folder (<c>queue.db</c>) unless others are named.
/// </summary>
public sealed class BatchIntake : IAsyncDisposable
{
    /// <summary>The queue whose messages start batches, and the one of those that are of no use.</summary>
    public const string QueueName = "batches", PoisonQueueName = "batches-poison";

    private readonly List<IDisposable> _owned = [];
    private readonly BatchQueueWorker _worker;

    /// <summary>Opens the queues and begins to take messages.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="batches">Started by the messages.</param>
    /// <param name="blobs">Keeps what is put aside.</param>
    /// <param name="queues">
    /// Other queues than the folder's: where messages come from, and where those go that are of no
    /// use. Both must outlive this. Null for the folder's.
    /// </param>
    /// <param name="log">Told of messages that are of no use.</param>
    /// <param name="options">How messages are worked on; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The queue's file is damaged or cannot be written.</exception>
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

    /// <summary>A message here starts a batch, see <see cref="BatchRequest"/>.</summary>
    public IWorkQueue Queue { get; }

    /// <summary>Has the messages that are of no use.</summary>
    public IWorkQueue Poison { get; }

    /// <summary>The file of a data folder's queues, which another process may send to.</summary>
    public static string FileOf(string folder) => Path.Combine(folder, "queue.db");

    /// <summary>Stops; a message that is at work is given back.</summary>
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
