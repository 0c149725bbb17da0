using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Http;
using EmuEdit.Instructions;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Sessions;
using EmuEdit.Storage;
using EmuEdit.Trainers;

namespace EmuEdit.Functions;

/// <summary>What every process of the deployment works with, whatever its role: the bundle, the store, and the tasks by name.</summary>
internal sealed class HostWork : IDisposable
{
    // A turn that meets a training on its replica waits for the end of the slice. The editor's checkpoint, which each slice loads and
    // stores, is 160 MB.
    private static readonly TimeSpan TrainingSlice = TimeSpan.FromMinutes(2);

    private readonly SessionWorkload _sessions;
    private readonly FactoryWorkload _factory;
    private readonly LearningWorkload _learning;
    private readonly HostSettings _settings;

    /// <summary>Creates the work over a store.</summary>
    /// <param name="settings">The settings of the process.</param>
    /// <param name="bundle">The bundle. This object disposes of it.</param>
    /// <param name="blobs">The store of documents, images and data sets.</param>
    /// <param name="stages">The stages of a shard. Default null: the bundle's.</param>
    /// <param name="inverter">Learns tasks. Default null: libtorch, which is loaded when the first task is learned.</param>
    public HostWork(HostSettings settings, Bundle bundle, IBlobStore blobs, IShardStages? stages = null, ITaskInverter? inverter = null)
    {
        (_settings, Bundle, Blobs, Pipeline) = (settings, bundle, blobs, new(bundle));
        Codec = new ImageSharpCodec(settings.Server.MaxPixels) { Budget = new(settings.Server.PixelBudget) };
        Progress =
            settings.Role == HostRole.All ? new LiveTurnProgress() : new SharedTurnProgress(blobs, HostSettings.TemporaryBlobs + "turns/");
        _sessions = new(blobs, bundle, Pipeline, Codec, Progress, settings.Sessions, settings.GpuActivities);
        _factory = new(
            blobs,
            stages ?? new ShardStages(bundle, new Lazy<FactoryModels>(Models), blobs) { Scratch = settings.Scratch },
            settings.Factory
        );
        var trainer = new OptionTrainer(
            new(bundle.Folder) { Batches = new BatchShards(blobs, settings.Scratch), Scratch = settings.Scratch }
        );
        _learning = new(
            blobs,
            bundle,
            Codec,
            LearnsTasks ? inverter ?? new TaskInverter() : null,
            trainer,
            new() { TrainingSlice = TrainingSlice, Scratch = settings.Scratch }
        );
        Workload[] workloads = [_sessions, _factory, _learning];
        (Tasks, Concurrency) = (workloads.Tasks(), workloads.Limits());
    }

    public Bundle Bundle { get; }

    public IBlobStore Blobs { get; }

    public EditPipeline Pipeline { get; }

    public IImageCodec Codec { get; }

    /// <summary>The progress of running turns, whichever process makes them.</summary>
    public ITurnProgress Progress { get; }

    /// <summary>The orchestrators and activities.</summary>
    public TaskRegistry Tasks { get; }

    /// <summary>The maximum number of activities of a kind that run at the same time in this process.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; }

    /// <summary>Whether the bundle can learn tasks.</summary>
    public bool LearnsTasks => Bundle.TaskEmbeddings is not null;

    /// <summary>Loads the bundle and opens the store.</summary>
    /// <exception cref="InvalidInputException">The bundle or the account cannot be used.</exception>
    /// <exception cref="BlobStoreException">The account cannot be reached, or refuses the request.</exception>
    public static async Task<HostWork> OpenAsync(HostSettings settings, CancellationToken cancellationToken = default)
    {
        var blobs = await AzureBlobStore.OpenAsync(settings.Blobs, settings.Container, cancellationToken).ConfigureAwait(false);
        var bundle = Bundle.Load(settings.BundleFolder, new() { Provider = settings.Provider }, folder => new BlobTaskStore(blobs, folder));
        if (bundle.Provider.Warning is { } warning)
            await Console.Error.WriteLineAsync(warning).ConfigureAwait(false);
        if (await BatchQueues.MakeAsync(settings, cancellationToken).ConfigureAwait(false) is { } problem)
            await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        return new(settings, bundle, blobs);
    }

    public EditSessions OpenSessions(OrchestrationClient client) => _sessions.Open(client);

    public DatasetBatches OpenBatches(OrchestrationClient client) => _factory.Open(client);

    /// <summary>Opens the tasks of the bundle. Call it only if <see cref="LearnsTasks"/> is true.</summary>
    public TaskInversions OpenInversions(OrchestrationClient client) => _learning.OpenInversions(client)!;

    public Trainings OpenTrainings(OrchestrationClient client) => _learning.OpenTrainings(client)!;

    public void Dispose() => Bundle.Dispose();

    private FactoryModels Models() => FactoryModels.Of(Bundle) with
    {
        CaptionWriter = _settings.LanguageModel is not { } model ? null : blobs =>
        {
            var deployment = OpenAIChatClient.Azure(model.Endpoint, key: null, model.Deployment);
            return new AgentInstructionWriter(new RecordingChatClient(new RetryingChatClient(deployment), blobs));
        },
        LanguageModel = _settings.LanguageModel is { } named ? new(named.Deployment, named.Endpoint.Host) : null,
    };
}
