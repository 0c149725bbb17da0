using EmuEdit.Core;
using EmuEdit.Http;
using EmuEdit.Onnx;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Hosting.Tests.Settings;

public sealed class HostSettingsTests
{
    private static readonly (string, string)[] Cpu =
    [
        ("EmuEdit:Role", "cpu"),
        ("EmuEdit:Storage:Blobs", "https://name.blob.core.windows.net/"),
        ("EmuEdit:Bundle:Folder", "/data/bundle"),
        ("DURABLE_TASK_SCHEDULER_CONNECTION_STRING", "Endpoint=https://e;Authentication=ManagedIdentity;ClientID=1"),
        ("TASKHUB_NAME", "emuedit"),
        ("AzureWebJobsStorage:accountName", "name"),
    ];

    private static readonly (string, string)[] Local =
    [
        ("EmuEdit:Role", "all"), ("EmuEdit:Backend", "storage"), ("EmuEdit:Storage:Blobs", "UseDevelopmentStorage=true"),
        ("EmuEdit:Bundle:Folder", "models/tiny"), ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
    ];

    [Fact]
    public void Read_OfACpuApp_HasTheDefaultsOfWhatIsNotSet()
    {
        var settings = Read(Cpu);
        Assert.Equal(HostRole.Cpu, settings.Role);
        Assert.Equal(HostBackend.Scheduler, settings.Backend);
        Assert.True(settings.RequiresIdentity);
        Assert.Equal(("emuedit", "batches", "batches-poison"), (settings.Container, settings.Queue, settings.PoisonQueue));
        Assert.Equal((TimeSpan.FromDays(30), 64), (settings.Sessions.Lifetime, settings.Sessions.MaxUnfinished));
        Assert.Equal((1, 4, (int?)2), (settings.Factory.Workers, settings.Factory.Writers, settings.Factory.Window));
        Assert.Equal((null, null, null), (settings.BundleSource, settings.LanguageModel, settings.ApplicationInsights));
        Assert.Equal(ProviderKind.Auto, settings.Provider.Kind);
    }

    [Fact]
    public void Read_OfAGpuApp_NeedsNoHostStorage()
    {
        var settings = Read([
            .. Cpu.Where(s => s.Item1 is not ("EmuEdit:Role" or "AzureWebJobsStorage:accountName")),
            ("EmuEdit:Role", "gpu"),
            ("EmuEdit:Limits:Gpu", "2"),
        ]);
        Assert.False(settings.RunsOrchestrations);
        Assert.Equal((2, 2), (settings.GpuActivities, settings.Factory.Workers));
    }

    [Fact]
    public void Read_OnAzurite_IsOneProcessForEverything()
    {
        var settings = Read(Local);
        Assert.Equal((HostRole.All, HostBackend.Storage), (settings.Role, settings.Backend));
        Assert.Equal((null, null), (settings.SchedulerConnection, settings.TaskHub));
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "name", "https://name.queue.core.windows.net")]
    [InlineData("AzureWebJobsStorage:queueServiceUri", "https://other.queue.core.windows.net", "https://other.queue.core.windows.net")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "UseDevelopmentStorage=true")]
    public void Read_OfTheHostsAccount_SaysWhereTheQueuesAre(string name, string value, string queues) =>
        Assert.Equal(queues, Read([.. Cpu.Where(s => s.Item1 != "AzureWebJobsStorage:accountName"), (name, value)]).Queues);

    [Theory]
    [InlineData("cpu", "gpu", false)]
    [InlineData("cpu", "llm", true)]
    [InlineData("cpu", "predict", true)]
    [InlineData("cpu", "learning", false)]
    [InlineData("gpu", "gpu", true)]
    [InlineData("gpu", "learning", true)]
    [InlineData("gpu", "cpu", false)]
    [InlineData("all", "gpu", true)]
    [InlineData("all", "learning", true)]
    [InlineData("all", "cpu", true)]
    public void Runs_AKindOfActivity_InOneRoleOnly(string role, string kind, bool runs) =>
        Assert.Equal(runs, Read([.. Cpu, ("EmuEdit:Role", role)]).Runs(kind));

    [Fact]
    public void Read_OfEverything_IsWhatWasSet()
    {
        var settings = Read([
            .. Cpu,
            ("EmuEdit:Authentication", "none"),
            ("EmuEdit:Storage:Container", "others"),
            ("EmuEdit:Storage:Queue", "work"),
            ("EmuEdit:Bundle:Source", "models/tiny-1"),
            ("EmuEdit:LanguageModel:Endpoint", "https://name.openai.azure.com/"),
            ("EmuEdit:LanguageModel:Deployment", "llama"),
            ("EmuEdit:Limits:Edits", "3"),
            ("EmuEdit:Limits:Turns", "5"),
            ("EmuEdit:Limits:Writers", "7"),
            ("EmuEdit:Limits:Shards", "9"),
            ("EmuEdit:Sessions:LifetimeDays", "11"),
            ("EmuEdit:Scratch", "/data/scratch"),
            ("EmuEdit:Provider", "cuda:1"),
            ("EmuEdit:Origins", "https://a.example http://localhost:5173"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "I"),
        ]);
        Assert.False(settings.RequiresIdentity);
        Assert.Equal((true, 3), (settings.Server.Gate.AnyHost, settings.Server.Concurrency));
        Assert.Equal(["https://a.example", "http://localhost:5173"], settings.Server.Gate.Origins);
        Assert.Equal(
            ("others", "work-poison", "/data/scratch", "I"),
            (settings.Container, settings.PoisonQueue, settings.Scratch, settings.ApplicationInsights)
        );
        Assert.Equal(new BundleSource("models", "tiny-1"), settings.BundleSource);
        Assert.Equal(new ProviderSettings { Kind = ProviderKind.Cuda, DeviceId = 1 }, settings.Provider);
        Assert.Equal(new LanguageModelSettings(new("https://name.openai.azure.com/"), "llama"), settings.LanguageModel);
        Assert.Equal(
            (3, 5, 7, (int?)9, 11),
            (
                settings.Server.Concurrency,
                settings.Sessions.MaxUnfinished,
                settings.Factory.Writers,
                settings.Factory.Window,
                (int)settings.Sessions.Lifetime.TotalDays
            )
        );
    }

    [Fact]
    public void Read_OfNothing_SaysInOneErrorAllThatIsMissing()
    {
        var refused = Refused([]);
        Assert.All(
            new[]
            {
                "EmuEdit__Role is not set (cpu, gpu, all)",
                "EmuEdit__Storage__Blobs is not set",
                "EmuEdit__Bundle__Folder is not set",
                "DURABLE_TASK_SCHEDULER_CONNECTION_STRING is not set",
                "TASKHUB_NAME is not set",
                "AzureWebJobsStorage is not set",
                "docs/deploy.md",
            },
            said => Assert.Contains(said, refused, StringComparison.Ordinal)
        );
        Assert.Single(refused.Split('\n'));
    }

    [Theory]
    [InlineData("EmuEdit:Role", "both", "EmuEdit__Role is 'both' (cpu, gpu, all)")]
    [InlineData("EmuEdit:Authentication", "maybe", "EmuEdit__Authentication is 'maybe' (required, none)")]
    [InlineData("EmuEdit:Origins", "https://a.example b.example", "EmuEdit__Origins is 'https://a.example b.example' (an origin")]
    [InlineData("EmuEdit:Backend", "sql", "EmuEdit__Backend is 'sql' (scheduler, storage)")]
    [InlineData("EmuEdit:Backend", "storage", "where EmuEdit__Role is not 'all'")]
    [InlineData("EmuEdit:Storage:Container", "Not_A_Name", "EmuEdit__Storage__Container is 'Not_A_Name' (3 to 63")]
    [InlineData("EmuEdit:Storage:Queue", "two--dashes", "EmuEdit__Storage__Queue is 'two--dashes' (3 to 56")]
    [InlineData("EmuEdit:Bundle:Source", "tiny", "EmuEdit__Bundle__Source is 'tiny' (CONTAINER/NAME")]
    [InlineData("EmuEdit:Provider", "gpu", "EmuEdit__Provider is 'gpu' (auto, cpu or cuda")]
    [InlineData("EmuEdit:LanguageModel:Deployment", "llama", "EmuEdit__LanguageModel__Endpoint is not set (both")]
    [InlineData("EmuEdit:LanguageModel:Endpoint", "http://name", "EmuEdit__LanguageModel__Deployment is not set (both")]
    [InlineData("EmuEdit:LanguageModel:Endpoint", "http://name", "EmuEdit__LanguageModel__Endpoint is 'http://name' (https")]
    [InlineData("EmuEdit:Limits:Gpu", "0", "EmuEdit__Limits__Gpu is '0' (1 to 64)")]
    [InlineData("EmuEdit:Limits:Edits", "65", "(1 to 64)")]
    [InlineData("EmuEdit:Limits:Turns", "1001", "(1 to 1000)")]
    [InlineData("EmuEdit:Limits:Writers", "many", "(1 to 256)")]
    [InlineData("EmuEdit:Limits:Shards", "-1", "(1 to 256)")]
    [InlineData("EmuEdit:Sessions:LifetimeDays", "1.5", "(1 to 3650)")]
    [InlineData("EmuEdit:Limits:GPUs", "4", "EmuEdit__Limits__GPUs is no setting")]
    public void Read_OfOneThatDoesNotFit_SaysWhatWasGivenAndWhatIsAllowed(string name, string value, string said) =>
        Assert.Contains(said, Refused([.. Cpu, (name, value)]), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://name.blob.core.windows.net/?sig=secret")]
    [InlineData("https://name.blob.core.windows.net/container")]
    [InlineData("http://name.blob.core.windows.net")]
    [InlineData("name-secret")]
    public void Read_OfAStorageAccountThatIsNone_RepeatsNoSecret(string account)
    {
        var refused = Refused([.. Cpu, ("EmuEdit:Storage:Blobs", account)]);
        Assert.Contains("EmuEdit__Storage__Blobs cannot be understood", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTwoThatDoNotFit_NamesBoth()
    {
        var refused = Refused([.. Cpu, ("EmuEdit:Limits:Gpu", "0"), ("EmuEdit:Limits:Edits", "0")]);
        Assert.Contains("EmuEdit__Limits__Gpu", refused, StringComparison.Ordinal);
        Assert.Contains("EmuEdit__Limits__Edits", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_OfBothLists_AreThereOnceAndAsTheEnvironmentHasThem()
    {
        string[] all = [.. HostSettings.Names, .. HostSettings.PlatformNames];
        Assert.Equal(all.Length, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(all, name => Assert.DoesNotContain(':', name));
    }

    private static HostSettings Read((string Name, string Value)[] settings) => HostSettings.Read(Configuration(settings));

    private static string Refused((string Name, string Value)[] settings) =>
        Assert.Throws<InvalidInputException>(() => Read(settings)).Message;

    // A later one replaces an earlier one of that name.
    private static IConfiguration Configuration((string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => (string?)g.Last().Value))
            .Build();
}
