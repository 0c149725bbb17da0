using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Sessions.Tests;

/// <summary>What is left of a finished turn in the journal.</summary>
public class PurgeTests
{
    private static readonly EditSessionSettings Short = new() { KeptFinished = TimeSpan.FromSeconds(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_FinishedTurnOldEnough_IsPurgedAndStillAnswered()
    {
        await using var host = new SessionHost(Short);
        var id = await host.Create();
        await host.Add(id, key: "k");
        await host.Sessions.WaitForTurnAsync(id, 1, Stop);
        await using (new HistoryPurger(host.Client, Short.KeptFinished, TimeProvider.System))
            await SessionHost.Until(async () => await IsPurged(host, id, 1));
        Assert.Equal(TurnStatus.Completed, (await host.Sessions.WaitForTurnAsync(id, 1, Stop)).Status);
        Assert.Equal((1, TurnStatus.Completed), (await host.Add(id, key: "k")) is var again ? (again.Number, again.Status) : default);
        Assert.NotEmpty((await host.Picture(id, 1)).Pixels);
        Assert.True(await IsPurged(host, id, 1));
        Assert.Equal(2, (await host.Make(id)).Number);
    }

    [Fact]
    public async Task Sweep_UnfinishedTurn_StaysHoweverOld()
    {
        await using var host = new SessionHost(Short);
        var (finished, running) = (await host.Create(), await host.Create());
        host.Progress.Close();
        await host.Add(running);
        await Task.Delay(TimeSpan.FromSeconds(1.1), Stop);
        await host.Add(finished);
        await host.Sessions.CancelAsync(finished, 1, Stop);
        await host.Sessions.WaitForTurnAsync(finished, 1, Stop);
        await using (new HistoryPurger(host.Client, Short.KeptFinished, TimeProvider.System))
            await SessionHost.Until(async () => await IsPurged(host, finished, 1));
        Assert.False(await IsPurged(host, running, 1));
        host.Progress.Open();
        Assert.Equal(TurnStatus.Completed, (await host.Sessions.WaitForTurnAsync(running, 1, Stop)).Status);
    }

    [Fact]
    public async Task Sweep_FinishedTurnNotOldEnough_Stays()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        await using (new HistoryPurger(host.Client, new EditSessionSettings().KeptFinished, TimeProvider.System))
            await Task.Delay(TimeSpan.FromSeconds(0.3), Stop);
        Assert.False(await IsPurged(host, id, 1));
    }

    [Fact]
    public async Task Delete_Session_PurgesItsTurnsAlsoTheRunningOne()
    {
        await using var host = new SessionHost();
        var (id, other) = (await host.Create(), await host.Create());
        await host.Make(other);
        await host.Make(id);
        host.Progress.Close();
        await host.Add(id);
        await host.Sessions.DeleteAsync(id, cancellationToken: Stop);
        Assert.Equal((true, true, false), (await IsPurged(host, id, 1), await IsPurged(host, id, 2), await IsPurged(host, other, 1)));
    }

    // Its turns have the ids of the old ones: orchestrations that stayed would be taken for theirs.
    [Fact]
    public async Task Create_AgainUnderTheKeyOfADeletedSession_CanBeEdited()
    {
        await using var host = new SessionHost();
        var id = (await host.Sessions.CreateAsync(SessionHost.Source, "key", Stop)).Document.Id;
        await host.Make(id);
        await host.Sessions.DeleteAsync(id, cancellationToken: Stop);
        // As its expiry does when it has been told from one that never was for long enough.
        await host.Store.DeleteAsync(id, Stop);
        Assert.Equal(id, (await host.Sessions.CreateAsync(SessionHost.Source, "key", Stop)).Document.Id);
        Assert.Equal((TurnStatus.Completed, 1), (await host.Make(id)) is var turn ? (turn.Status, turn.Number) : default);
    }

    private static async Task<bool> IsPurged(SessionHost host, string id, int turn) =>
        await host.Client.GetAsync(new TurnReference(id, turn).InstanceId, Stop) is null;
}
