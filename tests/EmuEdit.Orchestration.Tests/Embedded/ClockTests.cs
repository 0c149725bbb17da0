using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class ClockTests
{
    private readonly ManualTime _time = new();

    private EmbeddedEngineOptions Options => new() { Sync = JournalSync.Off, Time = _time };

    [Fact]
    public async Task Timer_LongerThanATimerOfThePlatform_FiresWhenDueAndNotBefore()
    {
        var registry = new TaskRegistry().Orchestrator<int, DateTimeOffset>("Sleep", async (context, days) =>
        {
            context.SetCustomStatus("asleep");
            await context.CreateTimerAsync(TimeSpan.FromDays(days));
            return context.UtcNow;
        });
        await using var host = new EngineHost(registry, Options);
        var start = _time.GetUtcNow();
        await host.Schedule("Sleep", 100, "sleeper");
        await host.UntilStatus("sleeper", "asleep");
        _time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(1));
        await host.Schedule("Sleep", 0, "other");
        await host.End("other");
        Assert.False((await host.Get("sleeper"))!.IsFinished);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(start.AddDays(100), (await host.End("sleeper")).ReadOutput<DateTimeOffset>());
    }

    [Fact]
    public async Task Timer_DueWhileTheEngineWasClosed_FiresAtTheNextStart()
    {
        var registry = new TaskRegistry().Orchestrator<int, string>("Sleep", async (context, hours) =>
        {
            context.SetCustomStatus("asleep");
            await context.CreateTimerAsync(TimeSpan.FromHours(hours));
            return "awake";
        });
        await using var host = new EngineHost(registry, Options);
        await host.Schedule("Sleep", 1, "sleeper");
        await host.UntilStatus("sleeper", "asleep");
        await host.Close();
        _time.Advance(TimeSpan.FromHours(2));
        host.Open();
        Assert.Equal("awake", (await host.End("sleeper")).ReadOutput<string>());
    }

    [Fact]
    public async Task Retry_BackOff_WaitsLongerEachTimeUpToTheMaximum()
    {
        var attempts = new List<DateTimeOffset>();
        var registry = new TaskRegistry()
            .Activity<int, int>("Break", _ =>
            {
                attempts.Add(_time.GetUtcNow());
                throw new TimeoutException("again");
            })
            .Orchestrator<int, int>("Outer", (context, x) =>
                context.CallActivityAsync<int, int>("Break", x, new(5, TimeSpan.FromMinutes(1), 2, TimeSpan.FromMinutes(5))));
        await using var host = new EngineHost(registry, Options);
        var id = await host.Schedule("Outer", 1);
        await Patience.Until(async () =>
        {
            _time.AdvanceToTimer();
            return (await host.Get(id))!.IsFinished;
        }, TestContext.Current.CancellationToken);
        Assert.Equal([1.0, 2.0, 4.0, 5.0], attempts.Zip(attempts.Skip(1), (a, b) => (b - a).TotalMinutes));
    }
}
