using EmuEdit.Orchestration.Contract;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class DeterminismTests
{
    private static TaskRegistry Tasks(Func<OrchestrationContext, Task> code) => new TaskRegistry()
        .Activity<string, string>("A", x => x)
        .Activity<string, string>("B", x => x)
        .Orchestrator<int, string>("Child", (_, x) => Task.FromResult($"{x}"))
        .Orchestrator<int, int>("Code", async (context, _) =>
        {
            await code(context);
            return 0;
        });

    private static async Task WaitForGo(OrchestrationContext context)
    {
        context.SetCustomStatus("waiting");
        await context.WaitForEventAsync<string>("go");
    }

    private static readonly Dictionary<string, Func<OrchestrationContext, Task>> Versions = new()
    {
        ["A, go"] = async context =>
        {
            await context.CallActivityAsync<string, string>("A", "");
            await WaitForGo(context);
        },
        ["B, go"] = async context =>
        {
            await context.CallActivityAsync<string, string>("B", "");
            await WaitForGo(context);
        },
        ["go"] = WaitForGo,
        ["timer, go"] = async context =>
        {
            await context.CreateTimerAsync(TimeSpan.FromMilliseconds(1));
            await WaitForGo(context);
        },
        ["child, go"] = async context =>
        {
            await context.CallSubOrchestratorAsync<int, string>("Child", 1, "child");
            await WaitForGo(context);
        },
        ["A, B, go"] = async context =>
        {
            await context.CallActivityAsync<string, string>("A", "");
            await context.CallActivityAsync<string, string>("B", "");
            await WaitForGo(context);
        },
        ["A"] = context => context.CallActivityAsync<string, string>("A", ""),
        ["A, throw"] = async context =>
        {
            await context.CallActivityAsync<string, string>("A", "");
            throw new FormatException("new code fails");
        },
    };

    [Theory]
    [InlineData("A, go", "B, go", "at step 0 the journal has activity 'A', the code now asks for activity 'B'")]
    [InlineData("A, go", "timer, go", "at step 0 the journal has activity 'A', the code now asks for a timer")]
    [InlineData("A, go", "child, go", "at step 0 the journal has activity 'A', the code now asks for sub-orchestration 'Child' as 'child'")]
    [InlineData("A, go", "go", "at step 0 the journal has activity 'A', the code now asks for nothing")]
    [InlineData("go", "A, go", "at step 0 the journal has nothing, the code now asks for activity 'A'")]
    [InlineData("A, go", "A, B, go", "at step 1 the journal has nothing, the code now asks for activity 'B'")]
    [InlineData("A, B, go", "A, go", "at step 1 the journal has activity 'B', the code now asks for nothing")]
    [InlineData("A, go", "A", "at step 1 the journal has more to come, the code now asks for its end")]
    [InlineData("A, go", "A, throw", "at step 1 the journal has more to come, the code now asks for its failure (new code fails)")]
    public async Task Replay_ChangedOrchestrator_FailsAndNamesTheStep(string before, string after, string difference)
    {
        await using var host = new EngineHost(Tasks(Versions[before]));
        var id = await host.Schedule("Code", 0);
        await host.UntilStatus(id, "waiting");
        await host.Restart(Tasks(Versions[after]));
        await host.Raise(id, "go");
        var end = await host.End(id);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.True(end.Failure!.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains(difference, end.Failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_SameOrchestrator_GoesOn()
    {
        await using var host = new EngineHost(Tasks(Versions["A, B, go"]));
        var id = await host.Schedule("Code", 0);
        await host.UntilStatus(id, "waiting");
        await host.Restart(Tasks(Versions["A, B, go"]));
        await host.Raise(id, "go");
        Assert.Equal(OrchestrationStatus.Completed, (await host.End(id)).Status);
    }

    [Fact]
    public async Task Replay_OrchestratorNoLongerRegistered_FailsAndNamesIt()
    {
        await using var host = new EngineHost(Tasks(WaitForGo));
        var id = await host.Schedule("Code", 0);
        await host.UntilStatus(id, "waiting");
        await host.Restart(new());
        await host.Raise(id, "go");
        Assert.Contains("'Code'", (await host.End(id)).Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    public static TheoryData<string> ForeignAwaits => [.. Foreign.Keys];

    private static readonly Dictionary<string, Func<OrchestrationContext, Task>> Foreign = new()
    {
        ["Task.Delay"] = _ => Task.Delay(10),
        ["Task.Delay beside a timer"] = async context =>
        {
            _ = context.CreateTimerAsync(TimeSpan.FromHours(1));
            await Task.Delay(10);
        },
        ["ConfigureAwait(false)"] = async context =>
        {
            await context.CallActivityAsync<string, string>("A", "").ConfigureAwait(false);
            await context.CallActivityAsync<string, string>("A", "");
        },
        ["ConfigureAwait(false) beside a timer"] = async context =>
        {
            _ = context.CreateTimerAsync(TimeSpan.FromHours(1));
            await context.CallActivityAsync<string, string>("A", "").ConfigureAwait(false);
            await context.CallActivityAsync<string, string>("A", "");
        },
        ["Task.Run"] = context => Task.Run(() => context.CallActivityAsync<string, string>("A", "")),
        ["a timer cancelled from elsewhere"] = async context =>
        {
            using var cancel = new CancellationTokenSource(10);
            await context.CreateTimerAsync(TimeSpan.FromHours(1), cancel.Token);
        },
    };

    [Fact]
    public async Task Run_AsyncVoidThatThrows_Fails()
    {
        static async void Throw()
        {
            await Task.Yield();
            throw new FormatException("nobody awaits it");
        }
        await using var host = new EngineHost(Tasks(context =>
        {
            Throw();
            return context.WaitForEventAsync<string>("never");
        }));
        Assert.True((await host.Run("Code", 0)).Failure!.IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task Run_CallsTheClient_Fails()
    {
        OrchestrationClient? client = null;
        await using var host = new EngineHost(Tasks(context => client!.ScheduleAsync<int, string>("Child", 1)));
        client = host.Client;
        var end = await host.Run("Code", 0);
        Assert.True(end.Failure!.IsCausedBy<NonDeterministicOrchestrationException>());
    }

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public async Task Run_AwaitsWhatIsNotItsContexts_Fails(string what)
    {
        await using var host = new EngineHost(Tasks(Foreign[what]));
        var end = await host.Run("Code", 0);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Contains("await", end.Failure!.ErrorMessage, StringComparison.Ordinal);
        Assert.True(end.Failure.IsCausedBy<NonDeterministicOrchestrationException>());
    }
}
