using System.Collections.Concurrent;

namespace EmuEdit.Orchestration.Contract;

/// <summary>What an orchestrator sees is the same in every replay.</summary>
public abstract class ReplayContract : EngineContract
{
    [Fact]
    public async Task Context_AfterRestart_RepeatsTimeAndIds()
    {
        var seen = new ConcurrentBag<string>();
        var registry = new TaskRegistry().Orchestrator<int, string>("Look", async (context, _) =>
        {
            var before = $"{context.UtcNow:O} {context.NewGuid()} {context.NewGuid()}";
            seen.Add(before);
            context.SetCustomStatus("waiting");
            await context.WaitForEventAsync<string>("go");
            return before;
        });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, string>("Look", 0);
        await Reaches(host, id, "waiting");
        await host.Restart();
        await host.Client.RaiseEventAsync(id, "go", "");
        var output = Output<string>(await End(host, id));
        Assert.True(seen.Count >= 2);
        Assert.All(seen, line => Assert.Equal(output, line));
        Assert.Distinct(output.Split(' '));
    }

    [Fact]
    public async Task IsReplaying_AfterRestart_TellsOldFromNew()
    {
        var seen = new ConcurrentQueue<string>();
        var registry = new TaskRegistry().Orchestrator<int, int>("Look", async (context, _) =>
        {
            seen.Enqueue($"before {context.IsReplaying}");
            context.SetCustomStatus("waiting");
            await context.WaitForEventAsync<string>("go");
            seen.Enqueue($"after {context.IsReplaying}");
            return 0;
        });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, int>("Look", 0);
        await Reaches(host, id, "waiting");
        await host.Restart();
        await host.Client.RaiseEventAsync(id, "go", "");
        await End(host, id);
        Assert.Equal("before False", seen.First());
        Assert.Contains("before True", seen);
        Assert.Equal("after False", seen.Last());
    }

    [Fact]
    public async Task Restart_InTheMiddle_RecordedActivitiesDoNotRunAgain()
    {
        var runs = new ConcurrentQueue<int>();
        var registry = new TaskRegistry()
            .Activity<int, int>("Step", x =>
            {
                runs.Enqueue(x);
                return x;
            })
            .Orchestrator<int, int>("Steps", async (context, _) =>
            {
                var sum = await context.CallActivityAsync<int, int>("Step", 1) + await context.CallActivityAsync<int, int>("Step", 2);
                context.SetCustomStatus("half");
                await context.WaitForEventAsync<string>("go");
                return sum + await context.CallActivityAsync<int, int>("Step", 3);
            });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, int>("Steps", 0);
        await Reaches(host, id, "half");
        await host.Restart();
        await host.Client.RaiseEventAsync(id, "go", "");
        Assert.Equal(6, Output<int>(await End(host, id)));
        Assert.Equal([1, 2, 3], runs);
    }
}
