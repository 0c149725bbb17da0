using EmuEdit.Core;

namespace EmuEdit.Orchestration.Contract;

/// <summary>Ids, status, queries, termination and purge.</summary>
public abstract class ClientContract : EngineContract
{
    private static TaskRegistry Tasks(Action? activity = null) => new TaskRegistry()
        .Activity<int, int>("Step", x =>
        {
            activity?.Invoke();
            return x;
        })
        .Orchestrator<int, int>("Echo", (context, x) => context.CallActivityAsync<int, int>("Step", x))
        .Orchestrator<int, int>("Break", (_, _) => throw new FormatException("bad"))
        .Orchestrator<int, int>("Wait", (context, _) => context.WaitForEventAsync<int>("go"));

    [Fact]
    public async Task Schedule_IdTwice_ReturnsTheFirst()
    {
        var runs = 0;
        await using var host = await Start(Tasks(() => Interlocked.Increment(ref runs)));
        for (var input = 1; input <= 3; input++)
        {
            Assert.Equal("once", await host.Client.ScheduleAsync<int, int>("Echo", input, "once"));
            Assert.Equal(1, Output<int>(await End(host, "once")));
        }
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Schedule_IdTwiceAtOnce_RunsOnce()
    {
        var runs = 0;
        await using var host = await Start(Tasks(() => Interlocked.Increment(ref runs)));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Client.ScheduleAsync<int, int>("Echo", i, "once")));
        await End(host, "once");
        Assert.Equal(1, runs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..\\a")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("é")]
    public async Task Schedule_BadId_IsRefused(string id)
    {
        await using var host = await Start(Tasks());
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => host.Client.ScheduleAsync<int, int>("Echo", 1, id));
        Assert.Single(refusal.Message.Split('\n'));
    }

    [Fact]
    public async Task Schedule_IdOf101Characters_IsRefused()
    {
        await using var host = await Start(Tasks());
        await host.Client.ScheduleAsync<int, int>("Echo", 1, new('x', InstanceIds.MaxLength));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Client.ScheduleAsync<int, int>("Echo", 1, new('x', InstanceIds.MaxLength + 1))
        );
    }

    [Fact]
    public async Task Schedule_UnknownOrchestrator_IsRefused()
    {
        await using var host = await Start(Tasks());
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => host.Client.ScheduleAsync<int, int>("Nobody", 1));
        Assert.Contains("Echo", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnknownId_IsNull()
    {
        await using var host = await Start(Tasks());
        Assert.Null(await host.Client.GetAsync("nobody"));
        await Assert.ThrowsAsync<InstanceStateException>(() => host.Client.WaitForCompletionAsync("nobody"));
    }

    [Fact]
    public async Task Get_Finished_SurvivesRestart()
    {
        await using var host = await Start(Tasks());
        var before = await End(host, await host.Client.ScheduleAsync<int, int>("Echo", 7));
        await host.Restart();
        Assert.Equal(before, await host.Client.GetAsync(before.InstanceId));
        Assert.Equal(7, before.ReadInput<int>());
        Assert.InRange(before.UpdatedAt, before.CreatedAt, before.CreatedAt + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RaiseEvent_UnknownOrFinished_IsRefused()
    {
        await using var host = await Start(Tasks());
        var id = await host.Client.ScheduleAsync<int, int>("Echo", 1);
        await End(host, id);
        Assert.Contains(
            "finished",
            (await Assert.ThrowsAsync<InstanceStateException>(() => host.Client.RaiseEventAsync(id, "go", 1))).Message,
            StringComparison.Ordinal
        );
        await Assert.ThrowsAsync<InstanceStateException>(() => host.Client.RaiseEventAsync("nobody", "go", 1));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Client.RaiseEventAsync(id, "", 1));
    }

    [Fact]
    public async Task Terminate_WhileItWaits_EndsWithTheReason()
    {
        await using var host = await Start(Tasks());
        var id = await host.Client.ScheduleAsync<int, int>("Wait", 1);
        await host.Client.TerminateAsync(id, "enough");
        var end = await End(host, id);
        Assert.Equal((OrchestrationStatus.Terminated, "enough"), (end.Status, end.ReadOutput<string>()));
        await host.Client.TerminateAsync(id, "again");
        Assert.Equal("enough", (await host.Client.GetAsync(id))!.ReadOutput<string>());
        await Assert.ThrowsAsync<InstanceStateException>(() => host.Client.TerminateAsync("nobody", "x"));
    }

    [Fact]
    public async Task Terminate_WhileAnActivityRuns_ItsResultIsDropped()
    {
        using var started = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        await using var host = await Start(Tasks(() =>
        {
            started.Set();
            go.Wait();
        }));
        var id = await host.Client.ScheduleAsync<int, int>("Echo", 1);
        started.Wait();
        await host.Client.TerminateAsync(id, "enough");
        var end = await End(host, id);
        go.Set();
        await End(host, await host.Client.ScheduleAsync<int, int>("Echo", 2));
        Assert.Equal(OrchestrationStatus.Terminated, end.Status);
        Assert.Equal(end, await host.Client.GetAsync(id));
    }

    [Fact]
    public async Task Query_Pages_GiveEachInstanceOnce()
    {
        var (scheduled, pages) = await Paged();
        Assert.Equal([10, 10, 5], pages.Select(p => p.Length));
        Assert.Equal(scheduled.Order(), pages.SelectMany(p => p).Order());
    }

    [Fact]
    public virtual async Task Query_Pages_AreOldestFirst()
    {
        var (scheduled, pages) = await Paged();
        Assert.Equal(scheduled, pages.SelectMany(p => p));
    }

    [Fact]
    public async Task Query_ByStatusAndTime_GivesThose()
    {
        await using var host = await Start(Tasks());
        foreach (var name in new[] { "Echo", "Break", "Wait" })
            await host.Client.ScheduleAsync<int, int>(name, 1, name);
        await End(host, "Echo");
        var failed = await End(host, "Break");
        Assert.Equal(["Echo", "Break"], await Ids(host, new() { Statuses = [OrchestrationStatus.Completed, OrchestrationStatus.Failed] }));
        Assert.Equal(["Echo"], await Ids(host, new() { CreatedTo = failed.CreatedAt }));
        Assert.Equal(["Break", "Wait"], await Ids(host, new() { CreatedFrom = failed.CreatedAt }));
        Assert.Empty(await Ids(host, new() { Statuses = [] }));
    }

    [Fact]
    public async Task Query_BadPageOrToken_IsRefused()
    {
        await using var host = await Start(Tasks());
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Client.QueryAsync(new() { PageSize = 0 }));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Client.QueryAsync(new() { PageSize = OrchestrationQuery.MaxPageSize + 1 })
        );
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Client.QueryAsync(new() { ContinuationToken = "nonsense" }));
    }

    [Fact]
    public async Task Purge_ById_DeletesFinishedOnly()
    {
        await using var host = await Start(Tasks());
        await host.Client.ScheduleAsync<int, int>("Wait", 1, "wait");
        await End(host, await host.Client.ScheduleAsync<int, int>("Echo", 1, "echo"));
        Assert.True(await host.Client.PurgeAsync("echo"));
        Assert.False(await host.Client.PurgeAsync("echo"));
        Assert.Null(await host.Client.GetAsync("echo"));
        await Assert.ThrowsAsync<InstanceStateException>(() => host.Client.PurgeAsync("wait"));
        Assert.Equal(2, Output<int>(await End(host, await host.Client.ScheduleAsync<int, int>("Echo", 2, "echo"))));
    }

    [Fact]
    public async Task Purge_ByFilter_DeletesWhatMatches()
    {
        await using var host = await Start(Tasks());
        foreach (var name in new[] { "Echo", "Break", "Wait" })
            await host.Client.ScheduleAsync<int, int>(name, 1, name);
        await End(host, "Echo");
        await End(host, "Break");
        Assert.Equal(
            1,
            await host.Client.PurgeAsync(new PurgeFilter { Statuses = [OrchestrationStatus.Failed, OrchestrationStatus.Running] })
        );
        Assert.Equal(["Echo", "Wait"], await Ids(host, new()));
        Assert.Equal(1, await host.Client.PurgeAsync(new PurgeFilter()));
        Assert.Equal(["Wait"], await Ids(host, new()));
    }

    private async Task<(List<string> Scheduled, List<string[]> Pages)> Paged()
    {
        await using var host = await Start(Tasks());
        var (scheduled, pages) = (new List<string>(), new List<string[]>());
        for (var i = 0; i < 25; i++)
            scheduled.Add(await host.Client.ScheduleAsync<int, int>("Echo", i, $"q-{24 - i:00}"));
        await host.Client.ScheduleAsync<int, int>("Echo", 0, "r-00");
        var query = new OrchestrationQuery { PageSize = 10, InstanceIdPrefix = "q-" };
        do
        {
            var page = await host.Client.QueryAsync(query);
            pages.Add([.. page.Instances.Select(i => i.InstanceId)]);
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return (scheduled, pages);
    }

    private static async Task<IEnumerable<string>> Ids(IEngineHost host, OrchestrationQuery query) =>
        (await host.Client.QueryAsync(query)).Instances.Select(i => i.InstanceId);
}
