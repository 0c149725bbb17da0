using System.Diagnostics;
using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>An engine in a process of its own, killed while it works.</summary>
public sealed class KilledProcessTests
{
    private const string Folder = "EMUEDIT_KILLED_PROCESS_FOLDER", First = "EMUEDIT_KILLED_PROCESS_FIRST";
    private const int Kills = 4, AcceptedBetweenKills = 30;

    private static TaskRegistry Tasks => new TaskRegistry()
        .Activity<long, long>("Square", x => x * x)
        .Orchestrator<long, long>("Power", async (context, x) =>
        {
            var square = await context.CallActivityAsync<long, long>("Square", x);
            await context.CreateTimerAsync(TimeSpan.FromMilliseconds(20));
            return await context.CallActivityAsync<long, long>("Square", square);
        });

    /// <summary>What the killed process runs: it schedules without end and writes down what was accepted.</summary>
    [Fact(Explicit = true)]
    public async Task Child()
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(folder is null, "It is started by the other test.");
        await using var engine = EmbeddedEngine.Open(folder, Tasks);
        for (var i = int.Parse(Environment.GetEnvironmentVariable(First)!, CultureInfo.InvariantCulture); ; i++)
        {
            await engine.ScheduleAsync<long, long>("Power", i, $"{i}", TestContext.Current.CancellationToken);
            await File.AppendAllTextAsync(AcceptedFile(folder), $"{i}\n", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Open_AfterKills_EverythingAcceptedIsFinishedOnce()
    {
        using var folder = new TemporaryFolder();
        var random = new CounterRandom(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Accepted(folder.Path).Length;
            using var child = StartChild(folder.Path, first: 10_000 * kill);
            await child.Until(() => Accepted(folder.Path).Length >= before + AcceptedBetweenKills);
            Assert.Throws<FolderInUseException>(() => EmbeddedEngine.Open(folder.Path, Tasks));
            await Task.Delay(random.Next(50), TestContext.Current.CancellationToken);
            child.Kill();
        }
        await using var engine = EmbeddedEngine.Open(folder.Path, Tasks);
        foreach (var i in Accepted(folder.Path))
        {
            var end = await engine.WaitForCompletionAsync($"{i}", TestContext.Current.CancellationToken);
            Assert.Equal((OrchestrationStatus.Completed, i * i * i * i), (end.Status, end.ReadOutput<long>()));
        }
    }

    private static WatchedProcess StartChild(string folder, int first)
    {
        var tests = typeof(KilledProcessTests);
        var start = new ProcessStartInfo(
            "dotnet",
            [tests.Assembly.Location, "-explicit", "only", "-method", $"{tests.FullName}.{nameof(Child)}"]
        )
        {
            Environment = { [Folder] = folder, [First] = $"{first}" },
        };
        return new(start);
    }

    private static string AcceptedFile(string folder) => Path.Combine(folder, "accepted.txt");

    // The last line may have been cut off.
    private static long[] Accepted(string folder) => !File.Exists(AcceptedFile(folder)) ? [] :
        [.. File.ReadAllText(AcceptedFile(folder)).Split('\n')[..^1].Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
}
