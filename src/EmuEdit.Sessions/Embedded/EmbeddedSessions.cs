using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Sessions;

/// <summary>How <see cref="EmbeddedSessions"/> run.</summary>
public sealed record EmbeddedSessionsOptions
{
    /// <summary>How sessions are kept. A turn may name the bundle's tasks, whatever is set here.</summary>
    public EditSessionSettings Settings { get; init; } = new();

    /// <summary>Edits at once, at least 1, the default.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Takes progress; default one of its own.</summary>
    public ITurnProgress Progress { get; init; } = new LiveTurnProgress();

    /// <summary>Where documents and pictures are; must outlive the sessions. Null, the default, for files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>Who opens the folder, for others that want it; default this process, which stays.</summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>Log of the engine; default none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// Sessions of one machine in one folder: documents and pictures as files (<c>blobs/</c>) unless another store is named, turns on the embedded engine
/// (<c>journal/</c>). Neither a killed process nor a power cut loses anything that was accepted.
/// </summary>
public sealed class EmbeddedSessions : IAsyncDisposable
{
    // What a small picture takes.
    private const int ProbeSize = 64 << 10;

    private readonly IBlobStore _store;
    private readonly FolderBlobStore? _blobs;
    private readonly EmbeddedEngine _engine;
    private readonly JournalSweep _sweep;

    private EmbeddedSessions(IBlobStore store, FolderBlobStore? blobs, EmbeddedEngine engine, ITurnProgress progress, EditSessions sessions, EditSessionSettings settings)
    {
        (_store, _blobs, _engine, Progress, Sessions) = (store, blobs, engine, progress, sessions);
        _sweep = new(engine, settings.KeptFinished < settings.Lifetime ? settings.KeptFinished : settings.Lifetime, TimeProvider.System);
    }

    /// <summary>The sessions.</summary>
    public EditSessions Sessions { get; }

    /// <summary>How far their running turns are.</summary>
    public ITurnProgress Progress { get; }

    /// <summary>Opens a folder, makes it if need be, and goes on with its unfinished turns.</summary>
    /// <param name="folder">For this process alone.</param>
    /// <param name="bundle">Makes the edits; must outlive the sessions.</param>
    /// <param name="pipeline">The bundle's pipeline.</param>
    /// <param name="codec">Reads and writes pictures.</param>
    /// <param name="options">How they run; null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, its journal is damaged, or a setting is out of its range.</exception>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static EmbeddedSessions Open(string folder, Bundle bundle, EditPipeline pipeline, IImageCodec codec, EmbeddedSessionsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        options ??= new();
        var settings = (options.Settings with { Tasks = bundle.TasksFor }).Validated();
        var files = options.Blobs is null ? Blobs(folder) : null;
        try
        {
            var blobs = options.Blobs ?? files!;
            var store = new SessionStore(blobs);
            var registry = new TaskRegistry().AddSessions(store, codec, pipeline, new TaskPredictor(bundle), options.Progress, settings);
            var engine = EmbeddedEngine.Open(Path.Combine(folder, "journal"), registry, Engine(options));
            return new(blobs, files, engine, options.Progress, new(store, engine, codec, settings), settings);
        }
        catch
        {
            files?.Dispose();
            throw;
        }
    }

    /// <summary>The documents and pictures of a folder, without the engine: also while another process uses it.</summary>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static FolderBlobStore Blobs(string folder) => new(Path.Combine(folder, "blobs"));

    /// <summary>Tries whether a picture could be stored now.</summary>
    /// <param name="cancellation">Stops trying.</param>
    /// <exception cref="BlobStoreException">It could not: the disk is full, read-only or out of reach.</exception>
    public async Task Probe(CancellationToken cancellation = default)
    {
        const string name = "health/probe";
        await _store.Put(name, new byte[ProbeSize], default, cancellation).ConfigureAwait(false);
        await _store.Delete(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops: running turns are asked to stop, and are made again when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
        _blobs?.Dispose();
    }

    // What a client was promised is flushed; a step that a power cut takes back is made again, and the document knows that it was.
    private static EmbeddedEngineOptions Engine(EmbeddedSessionsOptions options)
    {
        var engine = new EmbeddedEngineOptions { Sync = JournalSync.Accepted, Log = options.Log, Concurrency = SessionTasks.Concurrency(options.Concurrency) };
        return options.Owner is { } owner ? engine with { Owner = owner } : engine;
    }
}
