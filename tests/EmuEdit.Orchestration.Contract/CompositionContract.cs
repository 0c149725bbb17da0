namespace EmuEdit.Orchestration.Contract;

/// <summary>Sub-orchestrations and runs that continue as new.</summary>
public abstract class CompositionContract : EngineContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task CallSubOrchestrator_Completes_ParentGetsItsOutput()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Double", x => 2 * x)
            .Orchestrator<int, int>("Child", (context, x) => context.CallActivityAsync<int, int>("Double", x))
            .Orchestrator<int, int>(
                "Parent",
                async (context, n) =>
                    (
                        await Task.WhenAll(
                            Enumerable
                                .Range(0, n)
                                .Select(i => context.CallSubOrchestratorAsync<int, int>("Child", i, $"{context.InstanceId}-{i}"))
                        )
                    ).Sum()
            );
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, int>("Parent", 10, "sum");
        Assert.Equal(90, Output<int>(await End(host, id)));
        Assert.Equal(18, (await host.Client.GetAsync("sum-9"))!.ReadOutput<int>());
    }

    [Fact]
    public async Task CallSubOrchestrator_Fails_FailureLeadsToTheActivity()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", _ => throw new FormatException("bad"))
            .Orchestrator<int, int>("Child", (context, x) => context.CallActivityAsync<int, int>("Break", x))
            .Orchestrator<int, int>("Parent", (context, x) => context.CallSubOrchestratorAsync<int, int>("Child", x));
        var end = await RunOne<int, int>(registry, "Parent", 1);
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Equal(["Parent", "Child", "Break"], Chain(end.Failure).Select(f => f.TaskName));
        Assert.True(Chain(end.Failure).Last().IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task CallSubOrchestrator_RetryWithTheSameId_ReplacesTheFailedOne()
    {
        var attempts = 0;
        var registry = new TaskRegistry()
            .Activity<int, int>("Flaky", _ => Interlocked.Increment(ref attempts) >= 3 ? attempts : throw new TimeoutException("again"))
            .Orchestrator<int, int>("Child", (context, x) => context.CallActivityAsync<int, int>("Flaky", x))
            .Orchestrator<int, int>(
                "Parent",
                (context, x) => context.CallSubOrchestratorAsync<int, int>("Child", x, "child", new(5, Soon))
            );
        Assert.Equal(3, Output<int>(await RunOne<int, int>(registry, "Parent", 1)));
    }

    [Fact]
    public virtual async Task CallSubOrchestrator_IdOfAnUnfinishedInstance_Fails()
    {
        var registry = new TaskRegistry()
            .Orchestrator<int, int>("Child", (context, _) => context.WaitForEventAsync<int>("never"))
            .Orchestrator<int, int>("Parent", (context, x) => context.CallSubOrchestratorAsync<int, int>("Child", x, "taken"));
        await using var host = await Start(registry);
        await host.Client.ScheduleAsync<int, int>("Child", 0, "taken");
        var end = await End(host, await host.Client.ScheduleAsync<int, int>("Parent", 0));
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Equal(OrchestrationStatus.Running, (await host.Client.GetAsync("taken"))!.Status);
    }

    [Fact]
    public async Task ContinueAsNew_ManyRuns_EndsWithTheLast()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Next", x => x + 1)
            .Orchestrator<int, int>("Count", async (context, x) =>
            {
                if (x < 20)
                    context.ContinueAsNew(await context.CallActivityAsync<int, int>("Next", x));
                return x;
            });
        var end = await RunOne<int, int>(registry, "Count", 0);
        Assert.Equal(20, Output<int>(end));
        Assert.Equal(20, end.ReadInput<int>());
    }

    [Theory]
    [InlineData(true, "go:1,2,3")]
    [InlineData(false, "go:3")]
    public async Task ContinueAsNew_UnprocessedEvents_AreKeptIfAsked(bool preserve, string expected)
    {
        var registry = new TaskRegistry().Orchestrator<string, string>("Reader", async (context, seen) =>
        {
            if (seen.Length == 0)
            {
                context.ContinueAsNew($"{await context.WaitForEventAsync<string>("go")}:", preserve);
                return "";
            }
            context.SetCustomStatus("second run");
            var read = new List<string>();
            do
                read.Add(await context.WaitForEventAsync<string>("e"));
            while (read[^1] != "3");
            return seen + string.Join(",", read);
        });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<string, string>("Reader", "");
        await host.Client.RaiseEventAsync(id, "e", "1");
        await host.Client.RaiseEventAsync(id, "e", "2");
        await host.Client.RaiseEventAsync(id, "go", "go");
        await Reaches(host, id, "second run");
        await host.Client.RaiseEventAsync(id, "e", "3");
        Assert.Equal(expected, Output<string>(await End(host, id)));
    }

    [Fact]
    public virtual async Task ContinueAsNew_OpenChild_DoesNotAnswerTheNextRun()
    {
        var registry = new TaskRegistry()
            .Orchestrator<int, string>("Child", async (context, _) => $"{await context.WaitForEventAsync<string>("end")} from the child")
            .Activity<int, string>("Wait", ms =>
            {
                Thread.Sleep(ms);
                return "from the activity";
            })
            .Orchestrator<int, string>("Parent", async (context, run) =>
            {
                if (run == 2)
                    return await context.CallActivityAsync<int, string>("Wait", 200);
                _ = context.CallSubOrchestratorAsync<int, string>("Child", 0, "child");
                await context.WaitForEventAsync<string>("go");
                context.ContinueAsNew(2);
                return "";
            });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, string>("Parent", 1);
        await host.Client.RaiseEventAsync(id, "go", "");
        await Continues(host, id, 2);
        await host.Client.RaiseEventAsync("child", "end", "end");
        Assert.Equal("from the activity", Output<string>(await End(host, id)));
    }

    [Fact]
    public virtual async Task Terminate_Recursive_EndsTheChildrenToo()
    {
        await using var host = await Start(ParentOfAWaitingChild());
        var id = await host.Client.ScheduleAsync<int, int>("Parent", 0);
        await Reaches(host, id, "waiting");
        await host.Client.TerminateAsync(id, "enough", recursive: true);
        Assert.Equal(OrchestrationStatus.Terminated, (await End(host, id)).Status);
        Assert.Equal(OrchestrationStatus.Terminated, (await End(host, "child")).Status);
    }

    [Fact]
    public async Task Terminate_Child_ParentFails()
    {
        var end = await EndOfAParentWhoseChildWasTerminated();
        Assert.Equal(OrchestrationStatus.Failed, end.Status);
        Assert.Equal(["Parent", "Child"], Chain(end.Failure).Select(f => f.TaskName));
        Assert.True(Chain(end.Failure).Last().IsCausedBy<OperationCanceledException>());
    }

    [Fact]
    public virtual async Task Terminate_Child_ParentIsToldTheReason() =>
        Assert.Contains("enough", (await EndOfAParentWhoseChildWasTerminated()).Failure!.ErrorMessage, StringComparison.Ordinal);

    private async Task<OrchestrationMetadata> EndOfAParentWhoseChildWasTerminated()
    {
        await using var host = await Start(ParentOfAWaitingChild());
        var id = await host.Client.ScheduleAsync<int, int>("Parent", 0);
        await Reaches(host, id, "waiting");
        await host.Client.TerminateAsync("child", "enough");
        return await End(host, id);
    }

    private static IEnumerable<TaskFailure> Chain(TaskFailure? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure)
            yield return failure;
    }

    private static TaskRegistry ParentOfAWaitingChild() => new TaskRegistry()
        .Orchestrator<int, int>("Child", (context, _) => context.WaitForEventAsync<int>("never"))
        .Orchestrator<int, int>("Parent", (context, x) =>
        {
            context.SetCustomStatus("waiting");
            return context.CallSubOrchestratorAsync<int, int>("Child", x, "child");
        });
}
