using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;

namespace EmuEdit.Durable.Tests;

public class ConcurrencyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activities_OfAKindWithOnePlace_RunOneByOne()
    {
        var (running, most) = (0, 0);
        var tasks = new TaskRegistry()
            .AsyncActivity<int, int>(
                "Work",
                async (_, x) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    await Task.Delay(20);
                    Interlocked.Decrement(ref running);
                    return x;
                },
                "one"
            )
            .Orchestrator<int, int[]>(
                "Fan",
                (context, n) => Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallActivityAsync<int, int>("Work", i)))
            );
        await using var host = await DurableHost.Start(tasks, new Dictionary<string, int> { ["one"] = 1 });
        var end = await host.Client.WaitForCompletionAsync(
            await host.Client.ScheduleAsync<int, int[]>("Fan", 6, cancellationToken: Stop),
            Stop
        );
        Assert.Equal([0, 1, 2, 3, 4, 5], end.ReadOutput<int[]>()!);
        Assert.Equal(1, most);
    }

    [Fact]
    public void Activities_OfAnotherKind_AreNotTaken()
    {
        var tasks = new TaskRegistry().Activity<int, int>("Paint", x => x, "gpu").Activity<int, int>("Count", x => x);
        Assert.Equal(
            ["Paint"],
            new Microsoft.DurableTask.DurableTaskRegistry()
                .AddActivities(tasks, kind => kind == "gpu")
                .GetActivities()
                .Select(a => a.Key.Name)
        );
    }
}
