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

/// <summary>Options of a server on one machine.</summary>
/// <param name="Folder">The data folder.</param>
/// <param name="Edits">
/// The maximum number of model computations at the same time, 1 to 64. Edits come first, then pairs and learning.
/// </param>
/// <param name="Owner">The owner of the folder, shown to other processes that try to open it.</param>
internal sealed record ServedHostOptions(string Folder, int Edits, FolderOwner Owner)
{
    public required SkiaCodec Codec { get; init; }

    public EditSessionSettings Sessions { get; init; } = new();

    /// <summary>The store of documents, images and data sets. Null for files in the folder.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>The queues of messages that start batches. Null for the folder's queues.</summary>
    public (IWorkQueue Queue, IWorkQueue Poison)? Queues { get; init; }

    /// <summary>How long a task is learned until the next point at which it can be paused. A part is trained ten times as long.</summary>
    public TimeSpan Slice { get; init; } = new LearningSettings().InversionSlice;

    /// <summary>The folder whose files trainings may name. Null for none.</summary>
    public AllowedFolder? Paths { get; init; }
}

/// <summary>
/// All work of a server on one machine: sessions, the factory and learning, over one store, on one engine with one journal, and with one
/// limit on computation.
/// </summary>
internal sealed class ServedHost : IAsyncDisposable
{
    private const int TrainingSlices = 10;

    private readonly List<IDisposable> _owned = [];
    private readonly EmbeddedHost _host;
    private readonly BatchIntake? _intake;

    /// <summary>Opens the data folder, creates or upgrades it if necessary, and continues its unfinished work.</summary>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">
    /// The folder cannot be written, its journal is damaged, or a setting is out of its range.
    /// </exception>
    public ServedHost(Bundle bundle, ServedHostOptions options, ILogger log)
    {
        var (slots, progress) = (new ComputeSlots(options.Edits), new LiveTurnProgress());
        var pipeline = new EditPipeline(bundle) { Slots = slots };
        try
        {
            var blobs = options.Blobs ?? Own(EmbeddedSessions.Blobs(options.Folder));
            // Each process has a new scratch folder: the engine continues its work at once, while the files of a killed process are still
            // being deleted.
            var (scratches, scratch) = (
                Path.Combine(options.Folder, "scratch"),
                Path.Combine(options.Folder, "scratch", Guid.NewGuid().ToString("n"))
            );
            var sessions = new SessionWorkload(blobs, bundle, pipeline, options.Codec, progress, options.Sessions, options.Edits);
            // A bundle without a text-to-image model makes no data sets, and one without task embeddings learns no tasks.
            var factory = bundle.HasTextToImage ? new FactoryWorkload(blobs, Stages(bundle, blobs, scratch, slots)) : null;
            var learning = bundle.TaskEmbeddings is null ? null : Learning(bundle, blobs, scratch, slots, options);
            _host = EmbeddedHost.Open(
                options.Folder,
                [.. new Workload?[] { sessions, factory, learning }.OfType<Workload>()],
                options.Owner,
                log
            );
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

    /// <summary>Stops: asks running work to stop. It continues when the folder is opened the next time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_intake is not null)
            await _intake.DisposeAsync();
        await _host.DisposeAsync();
        DisposeOwned();
    }

    // The models that make data sets are loaded only when the first data set is requested.
    private static ShardStages Stages(Bundle bundle, IBlobStore blobs, string scratch, ComputeSlots slots) =>
        new(bundle, new Lazy<FactoryModels>(() => FactoryModels.Of(bundle)), blobs)
        {
            Scratch = Path.Combine(scratch, "factory"),
            Slots = slots,
        };

    private static LearningWorkload Learning(Bundle bundle, IBlobStore blobs, string scratch, ComputeSlots slots, ServedHostOptions options)
    {
        var folder = Path.Combine(scratch, "learning");
        var trainer = new OptionTrainer(
            new(bundle.Folder)
            {
                Batches = bundle.HasTextToImage ? new BatchShards(blobs, folder) : null,
                Paths = options.Paths,
                Scratch = folder,
            }
        );
        return new(
            blobs,
            bundle,
            options.Codec,
            new TaskInverter { Commit = TrainRun.Commit },
            trainer,
            new()
            {
                InversionSlice = options.Slice,
                TrainingSlice = TrainingSlices * options.Slice,
                Scratch = folder,
                Slots = slots,
            }
        );
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
