using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Sessions;

/// <summary>Options of <see cref="EmbeddedSessions"/>.</summary>
public sealed record EmbeddedSessionsOptions
{
    /// <summary>The settings of the sessions.</summary>
    public EditSessionSettings Settings { get; init; } = new();

    /// <summary>The maximum number of edits at the same time, at least 1. Default 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Receives the progress of turns. Default: a new <see cref="LiveTurnProgress"/>.</summary>
    public ITurnProgress Progress { get; init; } = new LiveTurnProgress();

    /// <summary>The store of documents and images. It must outlive the sessions. Default null: files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>
    /// The owner of the folder, shown to other processes that try to open it. Default: this process, with <see cref="FolderOwner.Stays"/>
    /// set.
    /// </summary>
    public FolderOwner? Owner { get; init; }

    /// <summary>The engine's log. Default: no log.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>
/// Sessions of one machine in one folder, without the other features of a server. Documents and images are files (<c>blobs/</c>) unless
/// another store is given, and turns run on the embedded engine (<c>journal/</c>). Neither a killed process nor a power failure loses
/// anything that was accepted. Other work of a server in the same folder waits for the server.
/// </summary>
public sealed class EmbeddedSessions : IAsyncDisposable
{
    private readonly FolderBlobStore? _files;
    private readonly EmbeddedHost _host;

    private EmbeddedSessions(FolderBlobStore? files, EmbeddedHost host, EditSessions sessions, ITurnProgress progress) =>
        (_files, _host, Sessions, Progress) = (files, host, sessions, progress);

    /// <summary>The sessions.</summary>
    public EditSessions Sessions { get; }

    /// <summary>The progress of running turns.</summary>
    public ITurnProgress Progress { get; }

    /// <summary>Opens a folder, creates it if it does not exist, and continues its unfinished turns.</summary>
    /// <param name="folder">The folder. Only this process may use it.</param>
    /// <param name="bundle">The bundle that makes the edits. It must outlive the sessions.</param>
    /// <param name="pipeline">The bundle's pipeline.</param>
    /// <param name="codec">Reads and writes images.</param>
    /// <param name="options">The options. Null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">
    /// The folder cannot be written, its journal is damaged, or a setting is out of its range.
    /// </exception>
    /// <exception cref="BlobStoreException">The folder cannot be created or written.</exception>
    public static EmbeddedSessions Open(
        string folder,
        Bundle bundle,
        EditPipeline pipeline,
        IImageCodec codec,
        EmbeddedSessionsOptions? options = null
    )
    {
        options ??= new();
        var files = options.Blobs is null ? Blobs(folder) : null;
        try
        {
            var workload = new SessionWorkload(
                options.Blobs ?? files!,
                bundle,
                pipeline,
                codec,
                options.Progress,
                options.Settings,
                options.Concurrency
            );
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

    /// <summary>Opens the documents and images of a folder without the engine, also while another process uses the folder.</summary>
    /// <exception cref="BlobStoreException">The folder cannot be created or written.</exception>
    public static FolderBlobStore Blobs(string folder) => new(Path.Combine(folder, "blobs"));

    /// <summary>Stops: asks running turns to stop. They run again when the folder is opened the next time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
        _files?.Dispose();
    }
}
