using EmuEdit.Editing;
using EmuEdit.Storage;

namespace EmuEdit.Sessions.Tests;

/// <summary>What a turn survives.</summary>
public class CrashTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_WhileATurnRuns_FinishesItWithTheSameBytes()
    {
        await using var host = new SessionHost();
        var (undisturbed, disturbed) = (await host.Create(), await host.Create());
        var options = new EditOptions { Seed = 3, Steps = 20 };
        await host.Make(undisturbed, "red", options);
        host.Progress.Close();
        await host.Add(disturbed, "red", options);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(disturbed, 1, Stop)).Status == TurnStatus.Running);
        await host.Restart();
        Assert.Equal(TurnStatus.Completed, (await host.Sessions.WaitForTurnAsync(disturbed, 1, Stop)).Status);
        Assert.Equal(await Bytes(undisturbed), await Bytes(disturbed));

        async Task<byte[]> Bytes(string id) => (await host.Sessions.ReadImageAsync(id, 1, Stop)).Content.ToArray();
    }

    [Fact]
    public async Task Get_TurnThatWasWrittenDownAndNeverScheduled_SchedulesIt()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await WriteDown(host, id);
        Assert.Equal(TurnStatus.Completed, (await host.Sessions.WaitForTurnAsync(id, 1, Stop)).Status);
    }

    [Fact]
    public async Task AddTurn_AgainWithItsKeyAfterACrash_SchedulesTheTurnThatWasWrittenDown()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await WriteDown(host, id);
        Assert.Equal(1, (await host.Add(id, key: "k")).Number);
        Assert.NotNull(await host.Client.GetAsync(new TurnReference(id, 1).InstanceId, Stop));
    }

    [Fact]
    public async Task Get_OrchestrationEndedFromOutside_RecordsTheTurnAsFailed()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        host.Progress.Close();
        await host.Add(id);
        await host.Client.TerminateAsync(new TurnReference(id, 1).InstanceId, "test", cancellationToken: Stop);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(id, 1, Stop)).IsFinished);
        Assert.Equal(
            (TurnStatus.Failed, "Terminated"),
            (await host.Sessions.GetTurnAsync(id, 1, Stop)) is var t ? (t.Status, t.Error?.Type) : default
        );
        host.Progress.Open();
        Assert.Equal(TurnStatus.Completed, (await host.Make(id)).Status);
    }

    [Fact]
    public async Task AddTurn_DiskFull_IsRefusedAndARunningTurnWaitsForRoom()
    {
        await using var host = new SessionHost();
        var (running, other) = (await host.Create(), await host.Create());
        host.Progress.Close();
        await host.Add(running);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(running, 1, Stop)).Status == TurnStatus.Running);
        host.Disk.Full = true;
        host.Progress.Open();
        await Assert.ThrowsAsync<BlobStoreException>(() => host.Add(other));
        await Task.Delay(TimeSpan.FromSeconds(0.5), Stop);
        Assert.Equal(TurnStatus.Running, (await host.Sessions.GetTurnAsync(running, 1, Stop)).Status);
        host.Disk.Full = false;
        Assert.Equal(TurnStatus.Completed, (await host.Sessions.WaitForTurnAsync(running, 1, Stop)).Status);
        Assert.Equal(TurnStatus.Completed, (await host.Make(other)).Status);
    }

    // A commit that runs twice, as after a crash before its result was recorded.
    [Fact]
    public async Task Commit_Again_ChangesNothing()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        var before = await host.Sessions.GetAsync(id, Stop);
        var end = new TurnEnd(new(id, 1), new TurnOutcome(TurnStatus.Failed));
        await new CommitTurn(host.Store, host.Progress, TimeProvider.System).RunAsync(new(nameof(CommitTurn), "i", Stop), end);
        Assert.Equal(before.ETag, (await host.Sessions.GetAsync(id, Stop)).ETag);
    }

    [Fact]
    public async Task Get_DamagedDocument_NamesIt()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Blobs.PutAsync($"sessions/{id}.json", "{\"id\":"u8.ToArray(), cancellationToken: Stop);
        var damaged = await Assert.ThrowsAsync<DamagedBlobException>(() => host.Sessions.GetAsync(id, Stop));
        Assert.StartsWith($"Blob sessions/{id}.json is damaged", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddTurn_PictureOfTheParentLost_FailsThatTurn()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Blobs.DeleteAsync($"pictures/{id}/0.png", Stop);
        Assert.Equal(
            (TurnStatus.Failed, $"Blob pictures/{id}/0.png is missing."),
            (await host.Make(id)) is var t ? (t.Status, t.Error?.Message) : default
        );
    }

    // As if the process had died between writing the document and scheduling the turn.
    private static Task WriteDown(SessionHost host, string id) =>
        host.Store.UpdateAsync(
            id,
            s => s.Add(new(1, 0, "red", new(), DateTimeOffset.UtcNow) { IdempotencyKey = "k" }),
            cancellationToken: Stop
        );
}
