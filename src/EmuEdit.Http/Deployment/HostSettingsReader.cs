using System.Text.RegularExpressions;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using EmuEdit.Storage;
using Names = EmuEdit.Http.SettingNames;

namespace EmuEdit.Http;

/// <summary>Reads the settings and checks that they fit together.</summary>
internal static partial class HostSettingsReader
{
    // The front end of Functions times out after 230 s.
    private static readonly TimeSpan EditPatience = TimeSpan.FromSeconds(100);

    private const string StorageNameAllowed = "3 to 63 lower-case letters, digits and single dashes";

    public static HostSettings Read(SettingReader reader)
    {
        var role = reader.Choice(Names.Role, [("cpu", HostRole.Cpu), ("gpu", HostRole.Gpu), ("all", HostRole.All)], needed: true);
        var takesRequests = role != HostRole.Gpu;
        var settings = new HostSettings
        {
            Role = role,
            RequiresIdentity = reader.Choice(Names.Authentication, [("required", true), ("none", false)]),
            Blobs = Blobs(reader),
            Container = reader.Matching(Names.Container, AzureBlobStore.DefaultContainer, StorageName(), StorageNameAllowed),
            Queues = takesRequests ? Queues(reader) : null,
            Queue = reader.Matching(
                Names.Queue,
                BatchIntake.QueueName,
                QueueName(),
                "3 to 56 lower-case letters, digits and single dashes, because the poison queue's name is longer"
            ),
            BundleFolder = reader.Required(Names.BundleFolder, "folder of the model bundle"),
            BundleSource = Source(reader),
            Provider = Provider(reader),
            LanguageModel = takesRequests ? LanguageModel(reader) : null,
            GpuActivities = reader.Number(Names.Gpu, 1, 1, 64),
            Scratch = reader.Text(Names.Scratch) ?? Path.GetTempPath(),
            ApplicationInsights = reader.Text(Names.ApplicationInsights),
        };
        settings = WithBackend(WithLimits(settings, reader), reader);
        reader.RefuseOthers(Names.Section, Names.Own);
        reader.ThrowIfAny();
        return settings;
    }

    private static HostSettings WithLimits(HostSettings settings, SettingReader reader) =>
        settings with
        {
            Sessions = new()
            {
                Lifetime = TimeSpan.FromDays(reader.Number(Names.LifetimeDays, (int)new EditSessionSettings().Lifetime.TotalDays, 1, 3650)),
                MaxUnfinished = reader.Number(Names.Turns, new EditSessionSettings().MaxUnfinished, 1, 1000),
            },
            Factory = new()
            {
                Workers = settings.GpuActivities,
                Writers = reader.Number(Names.Writers, new FactorySettings().Writers, 1, 256),
                Window = reader.Number(Names.Shards, 2 * settings.GpuActivities, 1, 256),
            },
            Server = settings.Server with
            {
                EditPatience = EditPatience,
                Concurrency = reader.Number(Names.Edits, ServerSettings.DefaultConcurrency, 1, 64),
                Gate = Gate(settings.Server.Gate, reader),
            },
        };

    private static GateSettings Gate(GateSettings gate, SettingReader reader)
    {
        gate = gate with { Origins = (reader.Text(Names.Origins) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) };
        try
        {
            return gate.Validated();
        }
        catch (InvalidInputException e)
        {
            reader.Refuse(Names.Origins, $"is '{reader.Text(Names.Origins)}'", e.Allowed);
            return gate;
        }
    }

    private static HostSettings WithBackend(HostSettings settings, SettingReader reader)
    {
        var backend = reader.Choice(Names.Backend, [("scheduler", HostBackend.Scheduler), ("storage", HostBackend.Storage)]);
        if (backend == HostBackend.Storage && settings.Role != HostRole.All)
            reader.Refuse(
                Names.Backend,
                $"is 'storage' where {Names.InEnvironment(Names.Role)} is not 'all'",
                "scheduler; Azure Storage cannot divide the work between roles"
            );
        if (settings.RunsOrchestrations && !reader.Has(Names.HostStorage))
            reader.Refuse(
                Names.HostStorage,
                "is not set",
                $"{Names.HostStorage}__accountName and so on, or a connection string, for the Functions host"
            );
        return backend == HostBackend.Storage
            ? settings with
            {
                Backend = backend,
            }
            : settings with
            {
                Backend = backend,
                SchedulerConnection = reader.Required(
                    Names.SchedulerConnection,
                    "Endpoint=ADDRESS;Authentication=ManagedIdentity;ClientID=ID"
                ),
                TaskHub = reader.Required(Names.TaskHub, "name of the task hub"),
            };
    }

    private static string Blobs(SettingReader reader)
    {
        const string allowed =
            "https://NAME.blob.core.windows.net for the process's identity, or a connection string such as UseDevelopmentStorage=true";
        var text = reader.Required(Names.Blobs, allowed);
        // The value may contain a key, so the message does not repeat it.
        if (
            text.Length > 0
            && !(
                Uri.TryCreate(text, UriKind.Absolute, out var url)
                    ? url is { Scheme: "https", Query: "", AbsolutePath: "/" }
                    : text.Contains('=', StringComparison.Ordinal)
            )
        )
            reader.Refuse(Names.Blobs, "cannot be understood", allowed);
        return text;
    }

    // Reads these settings in the same order as the Functions host does.
    private static string? Queues(SettingReader reader) =>
        reader.Text(Names.HostStorage)
        ?? reader.Text(Names.HostStorageQueues)
        ?? (reader.Text(Names.HostStorageAccount) is { } name ? $"https://{name}.queue.core.windows.net" : null);

    private static BundleSource? Source(SettingReader reader)
    {
        if (reader.Text(Names.BundleSource) is not { } text)
            return null;
        if (BundleSource.TryParse(text) is { } source)
            return source;
        reader.Refuse(Names.BundleSource, $"is '{text}'", "CONTAINER/NAME, such as models/tiny");
        return null;
    }

    private static ProviderSettings Provider(SettingReader reader)
    {
        var text = reader.Text(Names.Provider);
        var provider = text is null ? new() : ProviderSettings.TryParse(text);
        if (provider is null)
            reader.Refuse(Names.Provider, $"is '{text}'", ProviderSettings.Allowed);
        return provider ?? new();
    }

    private static LanguageModelSettings? LanguageModel(SettingReader reader)
    {
        var (endpoint, deployment) = (reader.Text(Names.ModelEndpoint), reader.Text(Names.ModelDeployment));
        if (endpoint is null && deployment is null)
            return null;
        if (endpoint is null || deployment is null)
            reader.Refuse(
                endpoint is null ? Names.ModelEndpoint : Names.ModelDeployment,
                "is not set",
                $"both it and {Names.InEnvironment(endpoint is null ? Names.ModelDeployment : Names.ModelEndpoint)}, or neither"
            );
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps))
            reader.Refuse(
                Names.ModelEndpoint,
                $"is '{endpoint}'",
                "https://NAME.openai.azure.com or the like: an identity is never sent in the clear"
            );
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && deployment is not null ? new(address, deployment) : null;
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex StorageName();

    [GeneratedRegex("^(?=.{3,56}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex QueueName();
}
