using EmuEdit.Core;
using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Tests.Embedded;

/// <summary>Folders that cannot be used, disks that fill up, files that are damaged.</summary>
public sealed class JournalTests
{
    private const int PageSize = 4096;

    private static TaskRegistry Tasks => new TaskRegistry()
        .Activity<string, int>("Length", s => s.Length)
        .Orchestrator<string, int>("Measure", (context, s) => context.CallActivityAsync<string, int>("Length", s));

    [Fact]
    public async Task Open_FolderInUse_IsRefusedUntilItIsFree()
    {
        await using var host = new EngineHost(Tasks);
        var refusal = Assert.Throws<FolderInUseException>(() => EmbeddedEngine.Open(host.Folder, Tasks));
        Assert.Contains(host.Folder, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Stop that process", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((Environment.ProcessId, true), (refusal.Owner!.Process, refusal.Owner.Stays));
        await host.Restart();
    }

    [Fact]
    public async Task Open_FolderInUse_SaysByWhom()
    {
        var owner = new FolderOwner(123, "emuedit edit", Stays: false);
        await using var host = new EngineHost(Tasks, new() { Owner = owner });
        var refusal = Assert.Throws<FolderInUseException>(() => EmbeddedEngine.Open(host.Folder, Tasks));
        Assert.Equal(owner, refusal.Owner);
        Assert.Contains("in use by emuedit edit (process 123).", refusal.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(host.Folder, "journal.owner"));
        Assert.Contains(
            "in use by another process.",
            Assert.Throws<FolderInUseException>(() => EmbeddedEngine.Open(host.Folder, Tasks)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_FolderThatCannotBeMade_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        Assert.Throws<InvalidInputException>(() => EmbeddedEngine.Open(Path.Combine(folder["file"], "data"), Tasks));
    }

    [Fact]
    public void Open_FileThatIsNoJournal_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["journal.db"], new string('x', 10 * PageSize));
        var refusal = Assert.Throws<InvalidInputException>(() => EmbeddedEngine.Open(folder.Path, Tasks));
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_JournalOfALaterVersion_IsRefused()
    {
        await using var host = new EngineHost(Tasks);
        await host.Close();
        Execute(host.Folder, "PRAGMA user_version = 7", command => command.ExecuteNonQuery());
        var refusal = Assert.Throws<InvalidInputException>(host.Open);
        Assert.Contains("version 7", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("sqlite_schema")]
    public async Task Open_DamagedPageItNeeds_IsRefusedAndWorksAfterRepair(string table)
    {
        await using var host = new EngineHost(Tasks);
        await host.Run("Measure", "four", "before");
        await host.Close();
        var intact = File.ReadAllBytes(Journal(host));
        Damage(host, table);
        var refusal = Assert.Throws<InvalidInputException>(host.Open);
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Single(refusal.Message.Split('\n'));
        File.WriteAllBytes(Journal(host), intact);
        host.Open();
        Assert.Equal(4, (await host.Get("before"))!.ReadOutput<int>());
    }

    [Fact]
    public async Task Calls_DamagedPage_FailClearlyAndWorkAfterRepair()
    {
        await using var host = new EngineHost(Tasks);
        await host.Run("Measure", "four", "before");
        await host.Close();
        var intact = File.ReadAllBytes(Journal(host));
        Damage(host, "instances");
        host.Open();
        Assert.Contains("damaged", (await Assert.ThrowsAsync<IOException>(() => host.Get("before"))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "damaged",
            (await Assert.ThrowsAsync<IOException>(() => host.Schedule("Measure", "new", "after"))).Message,
            StringComparison.Ordinal
        );
        await host.Close();
        File.WriteAllBytes(Journal(host), intact);
        host.Open();
        Assert.Equal(4, (await host.Get("before"))!.ReadOutput<int>());
        Assert.Equal(3, (await host.Run("Measure", "new", "after")).ReadOutput<int>());
    }

    [Fact]
    public async Task Timers_DamagedHistory_OthersGoOnAndItGoesOnAfterRepair()
    {
        var tasks = new TaskRegistry().Orchestrator<int, int>("Sleep", async (context, ms) =>
        {
            context.SetCustomStatus("asleep");
            await context.CreateTimerAsync(TimeSpan.FromMilliseconds(ms));
            return ms;
        });
        var time = new ManualTime();
        await using var host = new EngineHost(tasks, new() { Sync = JournalSync.Off, Time = time });
        await host.Schedule("Sleep", 1000, "sleeper");
        await host.UntilStatus("sleeper", "asleep");
        await host.Close();
        var intact = File.ReadAllBytes(Journal(host));
        Damage(host, "history");
        time.Advance(TimeSpan.FromSeconds(1));
        host.Open();
        await host.Client.QueryAsync(new(), TestContext.Current.CancellationToken);
        Assert.False((await host.Get("sleeper"))!.IsFinished);
        await host.Close();
        File.WriteAllBytes(Journal(host), intact);
        host.Open();
        Assert.Equal(1000, (await host.End("sleeper")).ReadOutput<int>());
    }

    [Fact]
    public async Task Schedule_DiskFull_IsRefusedAndEverythingAcceptedRuns()
    {
        var (accepted, input) = (new List<string>(), new string('x', 10_000));
        await using var host = new EngineHost(Tasks, new() { Sync = JournalSync.Off, MaxJournalPages = 100 });
        var refusal = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                accepted.Add(await host.Schedule("Measure", input, $"{i}"));
        });
        Assert.Contains("disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(accepted);
        await host.Close();
        await using var engine = EmbeddedEngine.Open(host.Folder, Tasks);
        foreach (var id in accepted)
            Assert.Equal(
                input.Length,
                (await engine.WaitForCompletionAsync(id, TestContext.Current.CancellationToken).Ends()).ReadOutput<int>()
            );
        Assert.Null(await engine.GetAsync($"{accepted.Count}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Activities_DiskFull_GoOnWhenThereIsRoomAgain()
    {
        await using var host = new EngineHost(Tasks, new() { Sync = JournalSync.Off, MaxJournalPages = 200 });
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await host.Schedule("Measure", new string('x', 10_000), $"{i}");
        });
        // What is finished makes room for the rest.
        await Patience.Until(async () =>
        {
            await host.Client.PurgeAsync(new PurgeFilter());
            return (await host.Client.QueryAsync(new())).Instances.Count == 0;
        }, TestContext.Current.CancellationToken);
    }

    private static string Journal(EngineHost host) => Path.Combine(host.Folder, "journal.db");

    private static void Damage(EngineHost host, string table)
    {
        var page =
            table == "sqlite_schema"
                ? 1
                : Execute(
                    host.Folder,
                    $"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'",
                    command => (long)command.ExecuteScalar()!
                );
        var bytes = File.ReadAllBytes(Journal(host));
        // The first 100 bytes of the file are its header.
        var start = page == 1 ? 100 : (int)(page - 1) * PageSize;
        bytes.AsSpan(start, 1000).Fill(0xA5);
        File.WriteAllBytes(Journal(host), bytes);
    }

    private static T Execute<T>(string folder, string sql, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return run(command);
    }
}
