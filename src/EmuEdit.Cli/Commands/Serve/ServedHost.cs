using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Http;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Sessions;
using EmuEdit.Storage;
using EmuEdit.Trainers;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Commands;

/// <summary>How a server of one machine works.</summary>
/// <param name="Folder">Its data folder.</param>
/// <param name="Edits">Model computations at once, 1 to 64: edits first, then pairs and learning.</param>
/// <param name="Owner">Who opens the folder, for others that want it.</param>
internal sealed record ServedHostOptions(string Folder, int Edits, FolderOwner Owner)
{
    public required SkiaCodec Codec { get; init; }

    public EditSessionSettings Sessions { get; init; } = new();

    /// <summary>Where documents, pictures and data sets are; null for files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>Where messages that start batches come from; null for the folder's queues.</summary>
    public (IWorkQueue Queue, IWorkQueue Poison)? Queues { get; init; }

    /// <summary>How long a task is learned between two moments at which it can be paused; a part is trained ten times as long.</summary>
    public TimeSpan Slice { get; init; } = new LearningSettings().InversionSlice;

    /// <summary>The folder whose files trainings may name; null for none.</summary>
    public AllowedFolder? Paths { get; init; }
}

/// <summary>All that a server of one machine does: sessions, the factory and learning over one store, on one engine with one journal, and with one limit on computing.</summary>
internal sealed class ServedHost : IAsyncDisposable
{
    private const int TrainingSlices = 10;

    private readonly List<IDisposable> _owned = [];
    private readonly EmbeddedHost _host;
    private readonly BatchIntake? _intake;

    /// <summary>Opens the data folder, makes or upgrades it if need be, and goes on with its unfinished work.</summary>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, its journal is damaged, or a setting is out of its range.</exception>
    public ServedHost(Bundle bundle, ServedHostOptions options, ILogger log)
    {
        var (slots, progress) = (new ComputeSlots(options.Edits), new LiveTurnProgress());
        var pipeline = new EditPipeline(bundle) { Slots = slots };
        try
        {
            var blobs = options.Blobs ?? Own(EmbeddedSessions.Blobs(options.Folder));
            // A folder per process: what the engine goes on with begins at once, and what a killed process left goes then.
            var (scratches, scratch) = (Path.Combine(options.Folder, "scratch"), Path.Combine(options.Folder, "scratch", Guid.NewGuid().ToString("n")));
            var sessions = new SessionWorkload(blobs, bundle, pipeline, options.Codec, progress, options.Sessions, options.Edits);
            // A bundle that cannot draw makes no data sets, and one without task embeddings takes no tasks.
            var factory = bundle.HasTextToImage ? new FactoryWorkload(blobs, Stages(bundle, blobs, scratch, slots)) : null;
            var learning = bundle.TaskEmbeddings is null ? null : Learning(bundle, blobs, scratch, slots, options);
            _host = EmbeddedHost.Open(options.Folder, [.. new Workload?[] { sessions, factory, learning }.OfType<Workload>()], options.Owner, log);
            DataFolderUpgrade.Run(options.Folder);
            DeleteFoldersBeside(scratches, scratch);
            Work = new(bundle, pipeline, options.Codec, blobs, Own(sessions.Open(_host.Client)), progress)
            {
                Batches = factory?.Open(_host.Client),
                Inversions = learning?.OpenInversions(_host.Client),
                Trainings = learning?.OpenTrainings(_host.Client),
            };
            _intake = Work.Batches is { } batches ? new(options.Folder, batches, blobs, options.Queues, log) : null;
            _host.Start();
        }
        catch
        {
            _host?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            DisposeOwned();
            throw;
        }
    }

    /// <summary>What the server works with.</summary>
    public ServedWork Work { get; }

    /// <summary>Stops: what runs is asked to stop, and goes on when the folder is next opened.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_intake is not null)
            await _intake.DisposeAsync();
        await _host.DisposeAsync();
        DisposeOwned();
    }

    // A server that is never asked for a data set does not load what makes one.
    private static ShardStages Stages(Bundle bundle, IBlobStore blobs, string scratch, ComputeSlots slots) =>
        new(bundle, new Lazy<FactoryModels>(() => FactoryModels.Of(bundle)), blobs) { Scratch = Path.Combine(scratch, "factory"), Slots = slots };

    private static LearningWorkload Learning(Bundle bundle, IBlobStore blobs, string scratch, ComputeSlots slots, ServedHostOptions options)
    {
        var folder = Path.Combine(scratch, "learning");
        var trainer = new OptionTrainer(new(bundle.Folder) { Batches = bundle.HasTextToImage ? new BatchShards(blobs, folder) : null, Paths = options.Paths, Scratch = folder });
        return new(blobs, bundle, options.Codec, new TaskInverter { Commit = TrainRun.Commit }, trainer, new()
        {
            InversionSlice = options.Slice,
            TrainingSlice = TrainingSlices * options.Slice,
            Scratch = folder,
            Slots = slots,
        });
    }

    private static void DeleteFoldersBeside(string parent, string own)
    {
        if (Directory.Exists(parent))
            foreach (var other in Directory.GetDirectories(parent).Where(f => f != own))
                Directory.Delete(other, recursive: true);
    }

    private T Own<T>(T opened) where T : IDisposable
    {
        _owned.Add(opened);
        return opened;
    }

    private void DisposeOwned()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            owned.Dispose();
    }
}
