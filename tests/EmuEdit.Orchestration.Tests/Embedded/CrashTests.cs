using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class CrashTests
{
    private static readonly EmbeddedEngineOptions Options = new() { Sync = JournalSync.Off };

    /// <summary>
    /// Uses everything: a fan-out, a failing activity with retries, a timer, a child, an event
    /// before its wait, a second run.
    /// </summary>
    private static TaskRegistry Tasks => new TaskRegistry()
        .Activity<int, int>("Square", x => x * x)
        .Activity<string, int>("Break", message => throw new TimeoutException(message))
        .Orchestrator<int, int>("Child", async (context, x) => 1 + await context.CallActivityAsync<int, int>("Square", x))
        .Orchestrator<string, string>("All", async (context, before) =>
        {
            var squares = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<int, int>("Square", i)));
            var trace = $"{before} {string.Join(',', squares)} {await context.CallSubOrchestratorAsync<int, int>("Child", 5)}";
            try
            {
                await context.CallActivityAsync<string, int>("Break", "no", new(2, TimeSpan.FromMilliseconds(1)));
            }
            catch (TaskFailedException e)
            {
                trace += $" {e.Failure.ErrorMessage}";
            }
            await context.CreateTimerAsync(TimeSpan.FromMilliseconds(2));
            if (before.Length > 0)
                return $"{trace} {await context.WaitForEventAsync<string>("word")}";
            context.SetCustomStatus("first run");
            context.ContinueAsNew(trace);
            return "";
        });

    private const string Expected = " 1,4,9 26 no 1,4,9 26 no hello";

    [Fact]
    public async Task Reopen_KilledAfterAnyCommit_SameResult()
    {
        using var folders = new TemporaryFolder();
        var positions = await Undisturbed(folders);
        Assert.True(positions.Count > 15, $"only {positions.Count} commits");
        foreach (var position in positions)
            Assert.Equal(Expected, await Resume(folders, position));
    }

    [Fact]
    public async Task Reopen_KilledWithinACommit_SameResult()
    {
        using var folders = new TemporaryFolder();
        foreach (var position in (await Undisturbed(folders)).Where((_, i) => i % 3 == 0))
            Assert.Equal(Expected, await Resume(folders, position + 1234));
    }

    private static async Task<List<long>> Undisturbed(TemporaryFolder folders)
    {
        await using var engine = EmbeddedEngine.Open(folders["running"], Tasks, Options);
        Assert.Equal(Expected, await Drive(engine));
        WriteAheadLog.Copy(folders["running"], folders["original"], long.MaxValue);
        return WriteAheadLog.Commits(folders["original"]);
    }

    private static async Task<string> Resume(TemporaryFolder folders, long position)
    {
        var folder = folders[$"{position}"];
        WriteAheadLog.Copy(folders["original"], folder, position);
        await using var engine = EmbeddedEngine.Open(folder, Tasks, Options);
        return await Drive(engine);
    }

    // A client that does not know what came through: it schedules and raises again.
    private static async Task<string> Drive(EmbeddedEngine engine)
    {
        await engine.ScheduleAsync<string, string>("All", "", "all");
        try
        {
            await engine.RaiseEventAsync("all", "word", "hello");
        }
        catch (InstanceStateException)
        {
            // It came through before, and the instance has finished.
        }
        var end = await engine.WaitForCompletionAsync("all").Ends();
        return end.ReadOutput<string>() ?? $"{end.Status}: {end.Failure}";
    }
}
