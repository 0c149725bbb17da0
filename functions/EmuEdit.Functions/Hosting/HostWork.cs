using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Hosting;
using EmuEdit.Instructions;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Sessions;
using EmuEdit.Storage;

namespace EmuEdit.Functions;

/// <summary>What every process of the deployment works with, whatever its role: the bundle, where things are stored, and the tasks by name.</summary>
internal sealed class HostWork : IDisposable
{
    private readonly HostSettings _settings;
    private readonly SessionStore _sessions;
    private readonly IShardStages _stages;

    /// <summary>The work over a store.</summary>
    /// <param name="settings">How the process runs.</param>
    /// <param name="bundle">Is disposed of with this.</param>
    /// <param name="blobs">Has documents, pictures and data sets.</param>
    /// <param name="stages">What is done to a shard; null, the default, for the bundle's.</param>
    public HostWork(HostSettings settings, Bundle bundle, IBlobStore blobs, IShardStages? stages = null)
    {
        (_settings, Bundle, Blobs, Pipeline, _sessions) = (settings, bundle, blobs, new(bundle), new(blobs));
        Codec = new ImageSharpCodec(settings.Server.MaxPixels);
        Sessions = (settings.Sessions with { Tasks = () => bundle.Tasks }).Validated();
        _stages = stages ?? new ShardStages(bundle, new Lazy<FactoryModels>(Models), blobs) { Scratch = settings.Scratch };
        Tasks = new TaskRegistry()
            .AddSessions(_sessions, Codec, Pipeline, new TaskPredictor(bundle), Progress, Sessions)
            .AddFactory(new(blobs), _stages, settings.Factory.Validated());
    }

    public Bundle Bundle { get; }

    public IBlobStore Blobs { get; }

    public EditPipeline Pipeline { get; }

    public IImageCodec Codec { get; }

    /// <summary>How far the turns are that this process makes; those of another one are seen in their documents.</summary>
    public ITurnProgress Progress { get; } = new LiveTurnProgress();

    public EditSessionSettings Sessions { get; }

    public TaskRegistry Tasks { get; }

    /// <summary>How many activities of a kind run at once in this process.</summary>
    public IReadOnlyDictionary<string, int> Concurrency =>
        SessionTasks.Concurrency(_settings.GpuActivities).UnionBy(FactoryTasks.Concurrency(_settings.Factory), c => c.Key).ToDictionary();

    /// <summary>Loads the bundle and opens the store.</summary>
    /// <exception cref="InvalidInputException">The bundle or the account cannot be used.</exception>
    /// <exception cref="BlobStoreException">The account is out of reach, or refuses.</exception>
    public static async Task<HostWork> Open(HostSettings settings, CancellationToken cancellation = default)
    {
        var blobs = await AzureBlobStore.Open(settings.Blobs, settings.Container, cancellation).ConfigureAwait(false);
        var bundle = Bundle.Load(settings.BundleFolder, new() { Provider = settings.Provider });
        if (bundle.Provider.Warning is { } warning)
            await Console.Error.WriteLineAsync(warning).ConfigureAwait(false);
        return new(settings, bundle, blobs);
    }

    public EditSessions OpenSessions(OrchestrationClient client) => new(_sessions, client, Codec, Sessions);

    public DatasetBatches OpenBatches(OrchestrationClient client) => new(new(Blobs), client, _stages);

    public void Dispose() => Bundle.Dispose();

    private FactoryModels Models() => FactoryModels.Of(Bundle) with
    {
        CaptionWriter = _settings.LanguageModel is not { } model
            ? null
            : blobs => new AgentInstructionWriter(new RecordingChatModel(new RetryingChatModel(OpenAiChatModel.Azure(model.Endpoint, key: null, model.Deployment)), blobs)),
    };
}
