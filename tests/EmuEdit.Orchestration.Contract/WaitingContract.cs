namespace EmuEdit.Orchestration.Contract;

/// <summary>Timers, events, and races between them.</summary>
public abstract class WaitingContract : EngineContract
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60), Long = TimeSpan.FromHours(1);

    private static TaskRegistry Approval(TimeSpan timeout) => new TaskRegistry().Orchestrator<int, string>("Approval", async (context, _) =>
    {
        using var noTimer = new CancellationTokenSource();
        using var noEvent = new CancellationTokenSource();
        var timer = context.CreateTimerAsync(timeout, noTimer.Token);
        var answer = context.WaitForEventAsync<string>("answer", noEvent.Token);
        context.SetCustomStatus("waiting");
        var first = await Task.WhenAny(timer, answer);
        (first == timer ? noEvent : noTimer).Cancel();
        return first == timer ? "timed out" : await answer;
    });

    private static TaskRegistry Collector => new TaskRegistry().Orchestrator<string[], string[]>("Collector", async (context, names) =>
    {
        context.SetCustomStatus("waiting");
        var read = new List<string>();
        foreach (var name in names)
            read.Add(await context.WaitForEventAsync<string>(name));
        return [.. read];
    });

    [Fact]
    public async Task CreateTimer_Fires_TimeHasPassed()
    {
        var registry = new TaskRegistry().Orchestrator<int, bool>("Sleep", async (context, _) =>
        {
            var due = context.UtcNow + Short;
            await context.CreateTimerAsync(Short);
            return context.UtcNow >= due;
        });
        Assert.True(Output<bool>(await RunOne<int, bool>(registry, "Sleep", 0)));
    }

    [Fact]
    public async Task CreateTimer_Cancelled_TaskIsCancelled()
    {
        var registry = new TaskRegistry().Orchestrator<int, string>("Sleep", async (context, _) =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimerAsync(Long, cancel.Token);
            cancel.Cancel();
            await Task.WhenAny(timer);
            return $"{timer.Status}";
        });
        Assert.Equal("Canceled", Output<string>(await RunOne<int, string>(registry, "Sleep", 0)));
    }

    [Fact]
    public async Task CreateTimer_RestartWhileItRuns_Fires()
    {
        await using var host = await Start(Approval(TimeSpan.FromMilliseconds(300)));
        var id = await host.Client.ScheduleAsync<int, string>("Approval", 0);
        await Reaches(host, id, "waiting");
        await host.Restart();
        Assert.Equal("timed out", Output<string>(await End(host, id)));
    }

    [Fact]
    public async Task WaitForEvent_BeforeTheTimer_Wins()
    {
        await using var host = await Start(Approval(Long));
        var id = await host.Client.ScheduleAsync<int, string>("Approval", 0);
        await Reaches(host, id, "waiting");
        await host.Client.RaiseEventAsync(id, "Answer", "yes");
        Assert.Equal("yes", Output<string>(await End(host, id)));
    }

    [Fact]
    public async Task WaitForEvent_AfterRestart_Arrives()
    {
        await using var host = await Start(Approval(Long));
        var id = await host.Client.ScheduleAsync<int, string>("Approval", 0);
        await Reaches(host, id, "waiting");
        await host.Restart();
        await host.Client.RaiseEventAsync(id, "answer", "yes");
        Assert.Equal("yes", Output<string>(await End(host, id)));
    }

    [Fact]
    public async Task WaitForEvent_RaisedBeforeTheWait_IsKeptInOrder()
    {
        await using var host = await Start(Collector);
        var id = await host.Client.ScheduleAsync<string[], string[]>("Collector", ["go", "a", "b", "a"]);
        await host.Client.RaiseEventAsync(id, "a", "a1");
        await host.Client.RaiseEventAsync(id, "a", "a2");
        await host.Client.RaiseEventAsync(id, "b", "b1");
        await host.Restart();
        await host.Client.RaiseEventAsync(id, "go", "go");
        Assert.Equal(["go", "a1", "b1", "a2"], Output<string[]>(await End(host, id)));
    }

    [Fact]
    public async Task WaitForEvent_TwoWaiters_TheLongerWaitingIsServedFirst()
    {
        var registry = new TaskRegistry().Orchestrator<int, string>("Pair", async (context, _) =>
        {
            var (first, second) = (context.WaitForEventAsync<string>("e"), context.WaitForEventAsync<string>("e"));
            return $"{await first} {await second}";
        });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, string>("Pair", 0);
        await host.Client.RaiseEventAsync(id, "e", "1");
        await host.Client.RaiseEventAsync(id, "e", "2");
        Assert.Equal("1 2", Output<string>(await End(host, id)));
    }

    [Fact]
    public async Task WaitForEvent_CancelledWait_LeavesTheEventToTheNext()
    {
        var registry = new TaskRegistry().Orchestrator<int, string>("Second", async (context, _) =>
        {
            using var cancel = new CancellationTokenSource();
            var lost = context.WaitForEventAsync<string>("e", cancel.Token);
            cancel.Cancel();
            await Task.WhenAny(lost);
            return $"{lost.Status} {await context.WaitForEventAsync<string>("e")}";
        });
        await using var host = await Start(registry);
        var id = await host.Client.ScheduleAsync<int, string>("Second", 0);
        await host.Client.RaiseEventAsync(id, "e", "1");
        Assert.Equal("Canceled 1", Output<string>(await End(host, id)));
    }
}
