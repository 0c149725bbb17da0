using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Sessions;

/// <summary>How <see cref="EmbeddedSessions"/> run.</summary>
public sealed record EmbeddedSessionsOptions
{
    /// <summary>How sessions are kept.</summary>
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
/// Sessions alone, of one machine in one folder: documents and pictures as files (<c>blobs/</c>) unless another store is named, turns on the embedded engine
/// (<c>journal/</c>). Neither a killed process nor a power cut loses anything that was accepted. What a server does besides in the same folder waits for the server.
/// </summary>
public sealed class EmbeddedSessions : IAsyncDisposable
{
    private readonly FolderBlobStore? _files;
    private readonly EmbeddedHost _host;

    private EmbeddedSessions(FolderBlobStore? files, EmbeddedHost host, EditSessions sessions, ITurnProgress progress) => (_files, _host, Sessions, Progress) = (files, host, sessions, progress);

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
        options ??= new();
        var files = options.Blobs is null ? Blobs(folder) : null;
        try
        {
            var workload = new SessionWorkload(options.Blobs ?? files!, bundle, pipeline, codec, options.Progress, options.Settings, options.Concurrency);
            var host = EmbeddedHost.Open(folder, [workload], options.Owner, options.Log);
            host.Start();
            return new(files, host, workload.Open(host.Client), options.Progress);
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

    /// <summary>Stops: running turns are asked to stop, and are made again when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
        _files?.Dispose();
    }
}
