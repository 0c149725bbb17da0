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

    /// <summary>How messages are worked on.</summary>
    public BatchQueueOptions Messages { get; init; } = new();

    /// <summary>Who opens the folder, for others that want it; default this process, which stays.</summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>Log of the engine and the queue; default none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// The factory alone, on one machine in one folder: documents and files (<c>blobs/</c>) unless
/// another store is named, orchestrations on the embedded engine (<c>journal/</c>), messages
/// (<c>queue.db</c>). Neither a killed process nor a power cut loses anything that was accepted.
/// </summary>
public sealed class EmbeddedFactory : IAsyncDisposable
{
    private readonly FolderBlobStore? _files;
    private readonly EmbeddedHost _host;
    private readonly BatchIntake _intake;

    private EmbeddedFactory(
        string folder,
        FolderBlobStore? files,
        EmbeddedHost host,
        FactoryWorkload workload,
        EmbeddedFactoryOptions options
    )
    {
        (_files, _host, Blobs, Batches) = (files, host, options.Blobs ?? files!, workload.Open(host.Client));
        _intake = new(folder, Batches, Blobs, queues: null, options.Log, options.Messages);
        host.Start();
    }

    /// <summary>The batches.</summary>
    public DatasetBatches Batches { get; }

    /// <summary>A message here starts a batch, see <see cref="BatchRequest"/>.</summary>
    public IWorkQueue Queue => _intake.Queue;

    /// <summary>Has the messages that are of no use.</summary>
    public IWorkQueue Poison => _intake.Poison;

    /// <summary>Has the documents and files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Runs the orchestrations.</summary>
    internal OrchestrationClient Client => _host.Client;

    /// <summary>Opens a folder, makes it if need be, and goes on with its unfinished batches.</summary>
    /// <param name="folder">For this process alone.</param>
    /// <param name="stages">What is done to a shard, given where documents and files are.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">
    /// The folder cannot be written, its journal or queue is damaged, or a setting is out of its
    /// range.
    /// </exception>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static EmbeddedFactory Open(string folder, Func<IBlobStore, IShardStages> stages, EmbeddedFactoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        options ??= new();
        var files = options.Blobs is null ? new FolderBlobStore(Path.Combine(folder, "blobs")) : null;
        EmbeddedHost? host = null;
        try
        {
            var blobs = options.Blobs ?? files!;
            var workload = new FactoryWorkload(blobs, stages(blobs), options.Settings);
            host = EmbeddedHost.Open(folder, [workload], options.Owner, options.Log);
            return new(folder, files, host, workload, options);
        }
        catch
        {
            host?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            files?.Dispose();
            throw;
        }
    }

    /// <summary>Stops: stages that run are asked to stop, and are made again when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _intake.DisposeAsync().ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
    }
}
