using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Factory;

/// <summary>Options of <see cref="EmbeddedFactory"/>.</summary>
public sealed record EmbeddedFactoryOptions
{
    /// <summary>The settings of the factory.</summary>
    public FactorySettings Settings { get; init; } = new();

    /// <summary>
    /// The store of documents and files. It must outlive the factory. Default null: files in the folder.
    /// </summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>How to process messages.</summary>
    public BatchQueueOptions Messages { get; init; } = new();

    /// <summary>
    /// The owner of the folder, which other processes see when they try to open it. Default null: this
    /// process, which keeps the folder.
    /// </summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>The log of the engine and the queue. Default: no log.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// The data set factory on one machine, in one folder. <c>blobs/</c> stores documents and files,
/// unless the options name another store. <c>journal/</c> stores the orchestrations of the embedded
/// engine, and <c>queue.db</c> the messages. Accepted work survives a killed process and a power cut.
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

    /// <summary>
    /// The queue whose messages start batches. A message is a <see cref="BatchRequest"/>.
    /// </summary>
    public IWorkQueue Queue => _intake.Queue;

    /// <summary>The queue for unusable messages.</summary>
    public IWorkQueue Poison => _intake.Poison;

    /// <summary>The store of documents and files.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The client that runs the orchestrations.</summary>
    internal OrchestrationClient Client => _host.Client;

    /// <summary>
    /// Opens a folder and continues its unfinished batches. Creates the folder if it does not exist.
    /// </summary>
    /// <param name="folder">The folder. Only this process may use it.</param>
    /// <param name="stages">
    /// Returns the stages that make a shard, given the store of documents and files.
    /// </param>
    /// <param name="options">The options. Default null: the default options.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">
    /// The folder cannot be written, its journal or queue is damaged, or a setting is out of range.
    /// </exception>
    /// <exception cref="BlobStoreException">The folder cannot be created or written.</exception>
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

    /// <summary>
    /// Cancels the running stages and stops. The stages run again when the folder is next opened.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _intake.DisposeAsync().ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
    }
}
