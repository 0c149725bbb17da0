using System.Collections.Concurrent;
using EmuEdit.Core;
using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>Which activities run when, and what is in memory.</summary>
public sealed class SchedulingTests
{
    [Fact]
    public async Task Activities_OfAKindWithOneSlot_RunOneByOneInTheOrderAskedFor()
    {
        var (order, running, most) = (new ConcurrentQueue<int>(), 0, 0);
        var registry = new TaskRegistry()
            .AsyncActivity<int, int>("Render", async (_, x) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                order.Enqueue(x);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return x;
            }, kind: "gpu")
            .Orchestrator<int, int>("One", (context, x) => context.CallActivityAsync<int, int>("Render", x));
        await using var host = new EngineHost(registry);
        for (var i = 0; i < 30; i++)
            await host.Schedule("One", i, $"{i}");
        for (var i = 0; i < 30; i++)
            await host.End($"{i}");
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 30), order);
    }

    [Fact]
    public async Task Activities_OfAKindWithThreeSlots_RunThreeAtOnce()
    {
        using var together = new Barrier(3);
        var registry = new TaskRegistry()
            .Activity<int, bool>("Meet", _ => together.SignalAndWait(Patience.Limit), kind: "meeting")
            .Orchestrator<int, bool[]>(
                "Fan",
                (context, n) => Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallActivityAsync<int, bool>("Meet", i)))
            );
        var options = new EmbeddedEngineOptions
        {
            Sync = JournalSync.Off,
            Concurrency = new Dictionary<string, int> { ["meeting"] = 3 },
        };
        await using var host = new EngineHost(registry, options);
        Assert.Equal(Enumerable.Repeat(true, 6), (await host.Run("Fan", 6)).ReadOutput<bool[]>()!);
    }

    [Fact]
    public async Task Instances_MoreThanFitInMemory_AllFinish()
    {
        var registry = new TaskRegistry()
            .Activity<int, int>("Double", x => 2 * x)
            .Orchestrator<int, int>("Wait", async (context, x) =>
            {
                await context.WaitForEventAsync<string>("go");
                return await context.CallActivityAsync<int, int>("Double", x);
            });
        await using var host = new EngineHost(registry, new() { Sync = JournalSync.Off, MaxLoaded = 2 });
        for (var i = 0; i < 20; i++)
            await host.Schedule("Wait", i, $"{i}");
        for (var i = 0; i < 20; i++)
            await host.Raise($"{i}", "go");
        for (var i = 0; i < 20; i++)
            Assert.Equal(2 * i, (await host.End($"{i}")).ReadOutput<int>());
    }

    [Fact]
    public async Task Terminate_ActivityThatWatchesItsToken_IsStopped()
    {
        var stopped = new TaskCompletionSource();
        var registry = new TaskRegistry()
            .AsyncActivity<int, int>("Long", async (context, _) =>
            {
                using var registration = context.Stopping.Register(stopped.SetResult);
                await Task.Delay(Timeout.Infinite, context.Stopping);
                return 0;
            })
            .Orchestrator<int, int>("One", (context, x) =>
            {
                context.SetCustomStatus("started");
                return context.CallActivityAsync<int, int>("Long", x);
            });
        await using var host = new EngineHost(registry);
        var id = await host.Schedule("One", 0);
        await host.UntilStatus(id, "started");
        await host.Client.TerminateAsync(id, "enough", cancellationToken: TestContext.Current.CancellationToken);
        await stopped.Task.Ends();
        Assert.Equal(OrchestrationStatus.Terminated, (await host.End(id)).Status);
    }

    [Fact]
    public async Task Dispose_WhileAnActivityRuns_ItRunsAgainAfterTheNextStart()
    {
        var runs = 0;
        var registry = new TaskRegistry()
            .AsyncActivity<int, int>("Long", async (context, _) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                    await Task.Delay(Timeout.Infinite, context.Stopping);
                return runs;
            })
            .Orchestrator<int, int>("One", (context, x) => context.CallActivityAsync<int, int>("Long", x));
        await using var host = new EngineHost(registry);
        var id = await host.Schedule("One", 0);
        await Patience.Until(() => runs == 1, TestContext.Current.CancellationToken);
        await host.Restart();
        Assert.Equal(2, (await host.End(id)).ReadOutput<int>());
    }

    [Fact]
    public async Task Client_AfterDispose_SaysSo()
    {
        await using var host = new EngineHost(
            new TaskRegistry().Orchestrator<int, int>("Wait", (context, _) => context.WaitForEventAsync<int>("never"))
        );
        var (client, id) = (host.Client, await host.Schedule("Wait", 0));
        var waiting = host.End(id);
        await host.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            client.ScheduleAsync<int, int>("Wait", 0, "x", TestContext.Current.CancellationToken)
        );
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync(id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Open_OptionOutOfRange_IsRefused(int gpu, int loaded)
    {
        using var folder = new TemporaryFolder();
        var options = new EmbeddedEngineOptions { Concurrency = new Dictionary<string, int> { ["gpu"] = gpu }, MaxLoaded = loaded };
        Assert.Throws<InvalidInputException>(() => EmbeddedEngine.Open(folder.Path, new(), options));
    }
}
