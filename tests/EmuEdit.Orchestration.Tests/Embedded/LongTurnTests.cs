using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class LongTurnTests
{
    // No turn of these takes that long by itself, also where others compute.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turn_ThatBlocks_IsWarnedOfWhileItDoes()
    {
        var log = new WarningLog();
        using var release = new ManualResetEventSlim();
        var registry = new TaskRegistry()
            .Orchestrator<int, int>("Blocks", (_, x) =>
            {
                release.Wait(Stop);
                return Task.FromResult(x);
            })
            .Orchestrator<int, int>("Waits", async (context, x) =>
            {
                await context.CreateTimerAsync(1.5 * Limit);
                return x;
            });
        await using var host = new EngineHost(registry, new() { Sync = JournalSync.Off, LongTurn = Limit, Log = log });
        // An instance that waits is at no turn.
        await host.Run("Waits", 1, "waiter");
        Assert.Empty(log.Warnings);
        var scheduled = host.Schedule("Blocks", 1, "blocker");
        await Patience.Until(() => !log.Warnings.IsEmpty, Stop);
        release.Set();
        await scheduled;
        await host.End("blocker");
        var warning = Assert.Single(log.Warnings);
        Assert.StartsWith("Orchestrator Blocks has run a turn of instance blocker for 2 s", warning, StringComparison.Ordinal);
    }
}
