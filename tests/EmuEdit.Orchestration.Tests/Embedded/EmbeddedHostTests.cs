using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>Several workloads on one engine, and processes that have some of them only.</summary>
public sealed class EmbeddedHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_SeveralWorkloads_ShareAJournal()
    {
        await using (var host = Open(new Echo("Paint"), new Echo("Learn")))
        {
            Assert.Equal("x", await Run(host, "Paint"));
            Assert.Equal("x", await Run(host, "Learn"));
        }
        Assert.Equal(["journal"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Limits_OfOneKindTwice_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new[] { new Echo("Paint"), new Echo("Paint") }.Limits());

    [Fact]
    public async Task Open_WithoutAWorkload_LeavesItsActivitiesForOneThatHasIt()
    {
        var learn = new Echo("Learn") { IsStuck = true };
        string id;
        await using (var host = Open(new Echo("Paint"), learn))
        {
            id = await Schedule(host, "Learn");
            await learn.Began.Task.WaitAsync(Stop);
        }
        await using (var host = Open(new Echo("Paint")))
        {
            Assert.Equal("x", await Run(host, "Paint"));
            Assert.False((await host.Client.GetAsync(id, Stop))!.IsFinished);
        }
        await using (var host = Open(new Echo("Learn")))
            Assert.Equal(OrchestrationStatus.Completed, (await host.Client.WaitForCompletionAsync(id, Stop)).Status);
    }

    [Fact]
    public async Task Open_WithoutAWorkload_LeavesItsTimersForOneThatHasIt()
    {
        string id;
        await using (var host = Open(new Echo("Wait") { Delay = TimeSpan.FromMilliseconds(300) }))
            id = await Schedule(host, "Wait");
        await using (var host = Open(new Echo("Paint")))
        {
            await Task.Delay(400, Stop);
            Assert.Equal("x", await Run(host, "Paint"));
            Assert.False((await host.Client.GetAsync(id, Stop))!.IsFinished);
        }
        await using (var host = Open(new Echo("Wait")))
            Assert.Equal(OrchestrationStatus.Completed, (await host.Client.WaitForCompletionAsync(id, Stop)).Status);
    }

    [Fact]
    public async Task Start_LooksForWorkThatWasAccepted_AndSurvivesAStoreThatIsOutOfReach()
    {
        var (lost, broken) = (new Echo("Paint") { Accepted = "lost" }, new Echo("Learn") { Fails = true });
        await using var host = Open(broken, lost);
        await Patience.Until(
            async () => await host.Client.GetAsync("lost", Stop) is { IsFinished: true },
            Stop,
            "the lost instance is made"
        );
    }

    private EmbeddedHost Open(params Echo[] workloads)
    {
        var host = EmbeddedHost.Open(_folder.Path, workloads);
        host.Start();
        return host;
    }

    private static Task<string> Schedule(EmbeddedHost host, string name) =>
        host.Client.ScheduleAsync<string, string>(name, "x", cancellationToken: Stop);

    private static async Task<string?> Run(EmbeddedHost host, string name) =>
        (await host.Client.WaitForCompletionAsync(await Schedule(host, name), Stop)).ReadOutput<string>();

    /// <summary>An orchestrator and an activity that answer what they are asked.</summary>
    private sealed class Echo(string name) : Workload
    {
        public override IReadOnlyDictionary<string, int> Concurrency => new Dictionary<string, int> { [name] = 1 };

        public bool IsStuck { get; init; }

        public TaskCompletionSource Began { get; } = new();

        public TimeSpan Delay { get; init; }

        public string? Accepted { get; init; }

        public bool Fails { get; init; }

        public override void AddTo(TaskRegistry registry) => registry
            .AsyncActivity<string, string>(name + "Step", Step, name)
            .Orchestrator<string, string>(name, async (context, s) =>
            {
                await context.CreateTimerAsync(Delay);
                return await context.CallActivityAsync<string, string>(name + "Step", s);
            });

        public override Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken) =>
            Fails ? throw new IOException("out of reach")
            : Accepted is { } id ? client.ScheduleAsync<string, string>(name, "x", id, cancellationToken)
            : Task.CompletedTask;

        private async Task<string> Step(ActivityContext context, string s)
        {
            Began.TrySetResult();
            if (IsStuck)
                await Task.Delay(Timeout.Infinite, context.Stopping);
            return s;
        }
    }
}
