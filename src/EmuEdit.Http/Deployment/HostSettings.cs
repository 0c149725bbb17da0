using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Http;

/// <summary>The language model that writes instructions for captions.</summary>
/// <param name="Endpoint">The resource's address. Requests use the process's identity.</param>
/// <param name="Deployment">The deployment's name.</param>
public sealed record LanguageModelSettings(Uri Endpoint, string Deployment);

/// <summary>
/// The settings of a process of the deployment, as its environment defines them. <c>docs/deploy.md</c> describes each setting, and the
/// Bicep files set them.
/// </summary>
public sealed record HostSettings
{
    /// <summary>The prefix of the names of temporary blobs. A rule of the storage account deletes these blobs after a week.</summary>
    public const string TemporaryBlobs = "temporary/";

    /// <summary>
    /// The kinds of activities of <see cref="HostRole.Gpu"/>: edits, pairs, and learning. Without a GPU, learning uses every core for
    /// minutes.
    /// </summary>
    public static IReadOnlyList<string> GpuKinds { get; } = [SessionWorkload.Kind, FactoryWorkload.Kind, LearningWorkload.Kind];

    /// <summary>The names of all settings, as environment variables.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. SettingNames.Own.Select(SettingNames.InEnvironment)];

    /// <summary>The names of further settings that the platform and its libraries read, as environment variables.</summary>
    public static IReadOnlyList<string> PlatformNames { get; } = [.. SettingNames.Platform.Select(SettingNames.InEnvironment)];

    /// <summary>The share of the work that the process takes.</summary>
    public required HostRole Role { get; init; }

    /// <summary>The backend that stores orchestrations. Default <see cref="HostBackend.Scheduler"/>.</summary>
    public HostBackend Backend { get; init; }

    /// <summary>The connection string of the scheduler, without a secret. Null for another backend.</summary>
    public string? SchedulerConnection { get; init; }

    /// <summary>The task hub of the scheduler. Null for another backend.</summary>
    public string? TaskHub { get; init; }

    /// <summary>Whether a request must have an identity that the platform has checked. Default true.</summary>
    public bool RequiresIdentity { get; init; } = true;

    /// <summary>
    /// The blob service's address (used with the process's identity) or a connection string, as <c>AzureBlobStore.OpenAsync</c> takes it.
    /// </summary>
    public required string Blobs { get; init; }

    /// <summary>The container of documents, images and data sets. Default "emuedit".</summary>
    public required string Container { get; init; }

    /// <summary>
    /// The account of the Functions host, as <c>AzureWorkQueue.OpenAsync</c> takes it: a connection string, or the queue service's address.
    /// Null if there is none, or if only the host knows how to reach it.
    /// </summary>
    public string? Queues { get; init; }

    /// <summary>The queue whose messages start batches, in the account of the Functions host. Default "batches".</summary>
    public required string Queue { get; init; }

    /// <summary>The queue of messages that repeatedly failed, with the name that Functions gives it.</summary>
    public string PoisonQueue => $"{Queue}-poison";

    /// <summary>The folder of the model bundle.</summary>
    public required string BundleFolder { get; init; }

    /// <summary>The source from which the bundle is downloaded before it is loaded. Null if the folder already contains it.</summary>
    public BundleSource? BundleSource { get; init; }

    /// <summary>The execution provider of the models. Default: the GPU if it can be used, otherwise the processor.</summary>
    public ProviderSettings Provider { get; init; } = new();

    /// <summary>The language model. Null if only the built-in world makes data sets.</summary>
    public LanguageModelSettings? LanguageModel { get; init; }

    /// <summary>The maximum number of activities of <see cref="GpuKinds"/> at the same time, 1 to 64. Default 1.</summary>
    public int GpuActivities { get; init; } = 1;

    /// <summary>How long sessions are kept, and how many sessions and turns there may be.</summary>
    public EditSessionSettings Sessions { get; init; } = new();

    /// <summary>The settings of the factory.</summary>
    public FactorySettings Factory { get; init; } = new();

    /// <summary>The limits of the API. The platform sets its address.</summary>
    public ServerSettings Server { get; init; } = new() { Gate = BehindFrontEnd };

    /// <summary>The platform's front end only lets its own host name through. A setting lists the allowed origins.</summary>
    internal static GateSettings BehindFrontEnd { get; } = new() { AnyHost = true };

    /// <summary>The folder for temporary files of running activities. Default: the system's.</summary>
    public required string Scratch { get; init; }

    /// <summary>Where telemetry is sent. Null for nowhere.</summary>
    public string? ApplicationInsights { get; init; }

    /// <summary>Whether the process takes requests and messages, and runs orchestrations.</summary>
    public bool RunsOrchestrations => Role != HostRole.Gpu;

    /// <summary>Whether the process runs the activities of a kind.</summary>
    /// <param name="kind">The kind, see <c>Activity.Kind</c>.</param>
    public bool Runs(string kind) => Role == HostRole.All || GpuKinds.Contains(kind) == (Role == HostRole.Gpu);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The configuration, usually the environment.</param>
    /// <exception cref="InvalidInputException">
    /// A setting is missing or not valid, alone or with the others. The message names all problems, and repeats nothing that may be a
    /// secret.
    /// </exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return HostSettingsReader.Read(new(configuration));
    }
}
