using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Factory;

/// <summary>How an <see cref="EmbeddedFactory"/> runs.</summary>
public sealed record EmbeddedFactoryOptions
{
    /// <summary>How many at once, and when it pauses.</summary>
    public FactorySettings Settings { get; init; } = new();

    /// <summary>Where documents and files are; must outlive the factory. Null, the default, for files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>Where messages come from, and where those go that are of no use; both must outlive the factory. Null, the default, for two queues in the folder.</summary>
    public (IWorkQueue Queue, IWorkQueue Poison)? Queues { get; init; }

    /// <summary>How the messages are worked on.</summary>
    public BatchQueueOptions Messages { get; init; } = new();

    /// <summary>Who opens the folder, for others that want it; default this process, which stays.</summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>Log of the engine and the queue; default none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// Data sets made on one machine in one folder: documents and files (<c>blobs/</c>) unless another store is named, orchestrations on the embedded engine (<c>journal/</c>), messages
/// (<c>queue.db</c>) unless other queues are named. Neither a killed process nor a power cut loses anything that was accepted.
/// </summary>
public sealed class EmbeddedFactory : IAsyncDisposable
{
    /// <summary>The queue whose messages start batches, and the one of those that are of no use.</summary>
    public const string QueueName = "batches", PoisonQueueName = "batches-poison";

    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _owned;
    private readonly EmbeddedEngine _engine;
    private readonly JournalSweep _sweep;
    private readonly BatchQueueWorker _worker;
    private readonly Task _recovery;

    private EmbeddedFactory(IBlobStore blobs, EmbeddedEngine engine, IShardStages stages, (IWorkQueue Queue, IWorkQueue Poison) queues, EmbeddedFactoryOptions options, List<IDisposable> owned)
    {
        (_engine, _owned, Queue, Poison, Blobs) = (engine, owned, queues.Queue, queues.Poison, blobs);
        Batches = new(new(blobs), engine, stages);
        _sweep = new(engine, options.Settings.KeptFinished, TimeProvider.System);
        _recovery = Task.Run(() => Recover(options));
        _worker = new(Batches.Start, Queue, new(blobs, Poison, TimeProvider.System), options.Log, options.Messages);
    }

    /// <summary>The batches.</summary>
    public DatasetBatches Batches { get; }

    /// <summary>A message here starts a batch, see <see cref="BatchRequest"/>.</summary>
    public IWorkQueue Queue { get; }

    /// <summary>Has the messages that are of no use.</summary>
    public IWorkQueue Poison { get; }

    /// <summary>Has the documents and files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Runs the orchestrations.</summary>
    internal OrchestrationClient Client => _engine;

    /// <summary>The file of its queues, which another process may send to.</summary>
    public static string QueueFile(string folder) => Path.Combine(folder, "queue.db");

    /// <summary>Opens a folder, makes it if need be, and goes on with its unfinished batches.</summary>
    /// <param name="folder">For this process alone.</param>
    /// <param name="stages">What is done to a shard, given where documents and files are.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, its journal or queue is damaged, or a setting is out of its range.</exception>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static EmbeddedFactory Open(string folder, Func<IBlobStore, IShardStages> stages, EmbeddedFactoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        options ??= new();
        var settings = options.Settings.Validated();
        var owned = new List<IDisposable>();
        try
        {
            var blobs = options.Blobs ?? Own(new FolderBlobStore(Path.Combine(folder, "blobs")));
            var queues = options.Queues ?? (Own(SqliteWorkQueue.Open(QueueFile(folder), QueueName)), Own(SqliteWorkQueue.Open(QueueFile(folder), PoisonQueueName)));
            var made = stages(blobs);
            var engine = EmbeddedEngine.Open(Path.Combine(folder, "journal"), new TaskRegistry().AddFactory(new(blobs), made, settings), Engine(options));
            return new(blobs, engine, made, queues, options, owned);
        }
        catch
        {
            owned.ForEach(o => o.Dispose());
            throw;
        }

        T Own<T>(T opened) where T : IDisposable
        {
            owned.Add(opened);
            return opened;
        }
    }

    /// <summary>Stops: stages that run are asked to stop, and are made again when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _recovery.ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        _owned.ForEach(o => o.Dispose());
        _stop.Dispose();
    }

    private async Task Recover(EmbeddedFactoryOptions options)
    {
        try
        {
            await Batches.Recover(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (IOException e)
        {
            // Asked for, a batch goes on all the same.
            options.Log.LogWarning("Unfinished batches cannot be looked for. {Problem}", e.Message);
        }
    }

    // What a client was promised is flushed; a step that a power cut takes back finds what it wrote.
    private static EmbeddedEngineOptions Engine(EmbeddedFactoryOptions options)
    {
        var engine = new EmbeddedEngineOptions { Sync = JournalSync.Accepted, Log = options.Log, Concurrency = FactoryTasks.Concurrency(options.Settings) };
        return options.Owner is { } owner ? engine with { Owner = owner } : engine;
    }
}
