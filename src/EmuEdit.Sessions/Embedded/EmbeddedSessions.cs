using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Sessions of one machine in one folder: documents and pictures as files (<c>blobs/</c>), turns on the embedded engine (<c>journal/</c>). A killed process loses
/// nothing that was accepted; a power cut may lose the last seconds.
/// </summary>
public sealed class EmbeddedSessions : IAsyncDisposable
{
    private readonly FolderBlobStore _blobs;
    private readonly EmbeddedEngine _engine;

    private EmbeddedSessions(FolderBlobStore blobs, EmbeddedEngine engine, ITurnProgress progress, EditSessions sessions) =>
        (_blobs, _engine, Progress, Sessions) = (blobs, engine, progress, sessions);

    /// <summary>The sessions.</summary>
    public EditSessions Sessions { get; }

    /// <summary>How far their running turns are.</summary>
    public ITurnProgress Progress { get; }

    /// <summary>Opens a folder, makes it if need be, and goes on with its unfinished turns.</summary>
    /// <param name="folder">For this process alone.</param>
    /// <param name="bundle">Makes the edits; must outlive the sessions.</param>
    /// <param name="pipeline">The bundle's pipeline.</param>
    /// <param name="codec">Reads and writes pictures.</param>
    /// <param name="settings">How sessions are kept; null for the defaults. A turn may name the bundle's tasks.</param>
    /// <param name="concurrency">Edits at once, at least 1, the default.</param>
    /// <param name="progress">Takes progress; null for one of its own.</param>
    /// <exception cref="InvalidInputException">Another process uses the folder, it cannot be written, its journal is damaged, or a setting is out of its range.</exception>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static EmbeddedSessions Open(
        string folder, Bundle bundle, EditPipeline pipeline, IImageCodec codec, EditSessionSettings? settings = null, int concurrency = 1, ITurnProgress? progress = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var checkedSettings = ((settings ?? new()) with { Tasks = bundle.Tasks }).Validated();
        var (blobs, live) = (Blobs(folder), progress ?? new LiveTurnProgress());
        var store = new SessionStore(blobs);
        var registry = new TaskRegistry().AddSessions(store, codec, pipeline, new TaskPredictor(bundle), live, checkedSettings);
        var options = new EmbeddedEngineOptions { Sync = JournalSync.Normal, Concurrency = new Dictionary<string, int> { ["gpu"] = concurrency, [PredictTask.OneByOne] = 1 } };
        var engine = EmbeddedEngine.Open(Path.Combine(folder, "journal"), registry, options);
        return new(blobs, engine, live, new(store, engine, codec, checkedSettings));
    }

    /// <summary>The documents and pictures of a folder, without the engine: also while another process uses it.</summary>
    /// <exception cref="BlobStoreException">The folder cannot be made or written.</exception>
    public static FolderBlobStore Blobs(string folder) => new(Path.Combine(folder, "blobs"));

    /// <summary>Stops: running turns are asked to stop, and are made again when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
        _blobs.Dispose();
    }
}
