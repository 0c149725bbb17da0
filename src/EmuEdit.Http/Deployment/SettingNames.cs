namespace EmuEdit.Http;

/// <summary>The names of all settings, as the configuration has them. In environment variables, two underscores replace a colon.</summary>
internal static class SettingNames
{
    public const string Section = "EmuEdit";

    public const string Role = "EmuEdit:Role";
    public const string Authentication = "EmuEdit:Authentication";
    public const string Origins = "EmuEdit:Origins";
    public const string Backend = "EmuEdit:Backend";
    public const string Blobs = "EmuEdit:Storage:Blobs";
    public const string Container = "EmuEdit:Storage:Container";
    public const string Queue = "EmuEdit:Storage:Queue";
    public const string BundleFolder = "EmuEdit:Bundle:Folder";
    public const string BundleSource = "EmuEdit:Bundle:Source";
    public const string Provider = "EmuEdit:Provider";
    public const string ModelEndpoint = "EmuEdit:LanguageModel:Endpoint";
    public const string ModelDeployment = "EmuEdit:LanguageModel:Deployment";
    public const string Gpu = "EmuEdit:Limits:Gpu";
    public const string Edits = "EmuEdit:Limits:Edits";
    public const string Turns = "EmuEdit:Limits:Turns";
    public const string Writers = "EmuEdit:Limits:Writers";
    public const string Shards = "EmuEdit:Limits:Shards";
    public const string LifetimeDays = "EmuEdit:Sessions:LifetimeDays";
    public const string Scratch = "EmuEdit:Scratch";

    // Settings of the platform and its libraries, which read them themselves.
    public const string SchedulerConnection = "DURABLE_TASK_SCHEDULER_CONNECTION_STRING";
    public const string TaskHub = "TASKHUB_NAME";
    public const string HostStorage = "AzureWebJobsStorage";
    public const string HostStorageAccount = $"{HostStorage}:accountName";
    public const string HostStorageQueues = $"{HostStorage}:queueServiceUri";
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    public static readonly string[] Own =
    [
        Role,
        Authentication,
        Origins,
        Backend,
        Blobs,
        Container,
        Queue,
        BundleFolder,
        BundleSource,
        Provider,
        ModelEndpoint,
        ModelDeployment,
        Gpu,
        Edits,
        Turns,
        Writers,
        Shards,
        LifetimeDays,
        Scratch,
    ];

    public static readonly string[] Platform =
    [
        SchedulerConnection,
        TaskHub,
        ApplicationInsights,
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "AZURE_CLIENT_ID",
        "FUNCTIONS_WORKER_RUNTIME",
        "WEBSITE_HOSTNAME",
        HostStorageAccount,
        $"{HostStorage}:credential",
        $"{HostStorage}:clientId",
        "AzureWebJobsSecretStorageType",
        "AzureFunctionsWebHost:hostid",
    ];

    public static string InEnvironment(string name) => name.Replace(":", "__", StringComparison.Ordinal);
}
