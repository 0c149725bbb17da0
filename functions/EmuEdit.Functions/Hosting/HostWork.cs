using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Hosting;
using EmuEdit.Instructions;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Sessions;
using EmuEdit.Storage;
using EmuEdit.Trainers;
using EmuEdit.Training.Jobs;

namespace EmuEdit.Functions;

/// <summary>What every process of the deployment works with, whatever its role: the bundle, where things are stored, and the tasks by name.</summary>
internal sealed class HostWork : IDisposable
{
    // A turn that meets one on its replica waits for it; the editor's checkpoint, which comes and goes with each, is 160 MB.
    private static readonly TimeSpan TrainingSlice = TimeSpan.FromMinutes(2);

    private readonly SessionWorkload _sessions;
    private readonly FactoryWorkload _factory;
    private readonly LearningWorkload _learning;
    private readonly HostSettings _settings;

    /// <summary>The work over a store.</summary>
    /// <param name="settings">How the process runs.</param>
    /// <param name="bundle">Is disposed of with this.</param>
    /// <param name="blobs">Has documents, pictures and data sets.</param>
    /// <param name="stages">What is done to a shard; null, the default, for the bundle's.</param>
    /// <param name="inverter">Learns tasks; null, the default, for libtorch, which is loaded when the first is learned.</param>
    public HostWork(HostSettings settings, Bundle bundle, IBlobStore blobs, IShardStages? stages = null, ITaskInverter? inverter = null)
    {
        (_settings, Bundle, Blobs, Pipeline) = (settings, bundle, blobs, new(bundle));
        Codec = new ImageSharpCodec(settings.Server.MaxPixels) { Budget = new(settings.Server.PixelBudget) };
        Progress = settings.Role == HostRole.All ? new LiveTurnProgress() : new SharedTurnProgress(blobs, HostSettings.TemporaryBlobs + "turns/");
        _sessions = new(blobs, bundle, Pipeline, Codec, Progress, settings.Sessions, settings.GpuActivities);
        _factory = new(blobs, stages ?? new ShardStages(bundle, new Lazy<FactoryModels>(Models), blobs) { Scratch = settings.Scratch }, settings.Factory);
        var trainer = new OptionTrainer(new(bundle.Folder) { Batches = blobs, Scratch = settings.Scratch });
        _learning = new(blobs, bundle, Codec, LearnsTasks ? inverter ?? new TaskInverter() : null, trainer, new() { TrainingSlice = TrainingSlice, Scratch = settings.Scratch });
        Workload[] workloads = [_sessions, _factory, _learning];
        (Tasks, Concurrency) = (workloads.Tasks(), workloads.Limits());
    }

    public Bundle Bundle { get; }

    public IBlobStore Blobs { get; }

    public EditPipeline Pipeline { get; }

    public IImageCodec Codec { get; }

    /// <summary>How far running turns are, whichever process makes them.</summary>
    public ITurnProgress Progress { get; }

    /// <summary>The orchestrators and activities.</summary>
    public TaskRegistry Tasks { get; }

    /// <summary>How many activities of a kind run at once in this process.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; }

    /// <summary>Whether the bundle takes tasks.</summary>
    public bool LearnsTasks => Bundle.TaskEmbeddings is not null;

    /// <summary>Loads the bundle and opens the store.</summary>
    /// <exception cref="InvalidInputException">The bundle or the account cannot be used.</exception>
    /// <exception cref="BlobStoreException">The account is out of reach, or refuses.</exception>
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

    /// <summary>The tasks of the bundle; only where it <see cref="LearnsTasks"/>.</summary>
    public TaskInversions OpenInversions(OrchestrationClient client) => _learning.OpenInversions(client)!;

    public Trainings OpenTrainings(OrchestrationClient client) => _learning.OpenTrainings(client)!;

    public void Dispose() => Bundle.Dispose();

    private FactoryModels Models() => FactoryModels.Of(Bundle) with
    {
        CaptionWriter = _settings.LanguageModel is not { } model
            ? null
            : blobs => new AgentInstructionWriter(new RecordingChatModel(new RetryingChatModel(OpenAiChatModel.Azure(model.Endpoint, key: null, model.Deployment)), blobs)),
        LanguageModel = _settings.LanguageModel is { } named ? new(named.Deployment, named.Endpoint.Host) : null,
    };
}
