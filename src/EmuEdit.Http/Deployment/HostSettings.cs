using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Http;

/// <summary>The language model that writes instructions for captions.</summary>
/// <param name="Endpoint">The resource's address; it is asked as the process's identity.</param>
/// <param name="Deployment">The deployment's name.</param>
public sealed record LanguageModelSettings(Uri Endpoint, string Deployment);

/// <summary>How a process of the deployment runs: everything that its environment decides. <c>docs/deploy.md</c> says what each setting means, and the Bicep files set them.</summary>
public sealed record HostSettings
{
    /// <summary>What the names of blobs begin with that nobody needs for long: a rule of the storage account deletes them after a week.</summary>
    public const string TemporaryBlobs = "temporary/";

    /// <summary>The kinds of activities of <see cref="HostRole.Gpu"/>: edits, pairs, and learning, which takes every core for minutes where there is no GPU.</summary>
    public static IReadOnlyList<string> GpuKinds { get; } = [SessionWorkload.Kind, FactoryWorkload.Kind, LearningWorkload.Kind];

    /// <summary>The names of all settings as the environment has them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. SettingNames.Own.Select(SettingNames.InEnvironment)];

    /// <summary>The names of the settings beside them that the platform and its libraries read.</summary>
    public static IReadOnlyList<string> PlatformNames { get; } = [.. SettingNames.Platform.Select(SettingNames.InEnvironment)];

    /// <summary>Which share of the work it takes.</summary>
    public required HostRole Role { get; init; }

    /// <summary>Where orchestrations are kept; default <see cref="HostBackend.Scheduler"/>.</summary>
    public HostBackend Backend { get; init; }

    /// <summary>Connection string of the scheduler, without a secret; null unless that is the back end.</summary>
    public string? SchedulerConnection { get; init; }

    /// <summary>Task hub of the scheduler; null unless that is the back end.</summary>
    public string? TaskHub { get; init; }

    /// <summary>Whether a request must come with an identity that the platform has checked; default true.</summary>
    public bool RequiresIdentity { get; init; } = true;

    /// <summary>The blob service's address (used as the process's identity) or a connection string, as <c>AzureBlobStore.Open</c> takes it.</summary>
    public required string Blobs { get; init; }

    /// <summary>Container of documents, pictures and data sets; default "emuedit".</summary>
    public required string Container { get; init; }

    /// <summary>The account of the Functions host, as <c>AzureWorkQueue.Open</c> takes it: a connection string, or the queue service's address; null where there is none, or the host alone knows how to reach it.</summary>
    public string? Queues { get; init; }

    /// <summary>Queue whose messages start batches, in the account of the Functions host; default "batches".</summary>
    public required string Queue { get; init; }

    /// <summary>Queue of the messages that are of no use, as Functions names it.</summary>
    public string PoisonQueue => $"{Queue}-poison";

    /// <summary>Folder of the model bundle.</summary>
    public required string BundleFolder { get; init; }

    /// <summary>Where the bundle is fetched from before it is loaded; null where the folder has it.</summary>
    public BundleSource? BundleSource { get; init; }

    /// <summary>What its models run on; default the GPU where it can be used, else the processor.</summary>
    public ProviderSettings Provider { get; init; } = new();

    /// <summary>The language model; null where only the built-in world makes data sets.</summary>
    public LanguageModelSettings? LanguageModel { get; init; }

    /// <summary>Activities of <see cref="GpuKinds"/> at once, 1 to 64; default 1.</summary>
    public int GpuActivities { get; init; } = 1;

    /// <summary>How sessions are kept, and how many turns may wait.</summary>
    public EditSessionSettings Sessions { get; init; } = new();

    /// <summary>How data sets are made.</summary>
    public FactorySettings Factory { get; init; } = new();

    /// <summary>What the API takes; its address is the platform's.</summary>
    public ServerSettings Server { get; init; } = new() { Gate = BehindFrontEnd };

    /// <summary>The platform's front end lets no other name through than its own; which origins may use it, a setting says.</summary>
    internal static GateSettings BehindFrontEnd { get; } = new() { AnyHost = true };

    /// <summary>Folder for files that are needed for as long as an activity runs; default the system's.</summary>
    public required string Scratch { get; init; }

    /// <summary>Where telemetry goes; null for nowhere.</summary>
    public string? ApplicationInsights { get; init; }

    /// <summary>Whether it takes requests and messages, and runs orchestrations.</summary>
    public bool RunsOrchestrations => Role != HostRole.Gpu;

    /// <summary>Whether it runs the activities of a kind.</summary>
    /// <param name="kind">See <c>Activity.Kind</c>.</param>
    public bool Runs(string kind) => Role == HostRole.All || GpuKinds.Contains(kind) == (Role == HostRole.Gpu);

    /// <summary>Reads them.</summary>
    /// <param name="configuration">Has them; as a rule the environment.</param>
    /// <exception cref="InvalidInputException">One is missing or does not fit, alone or with the others; all that is wrong is named. Nothing that may be a secret is repeated.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return HostSettingsReader.Read(new(configuration));
    }
}
