using EmuEdit.Core;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Sessions.Tests;

public class TurnTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddTurn_TwoTurns_GiveThePicturesOfTheBareEdits()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        var first = await host.Make(id, "red", new() { Seed = 7 });
        var second = await host.Make(id, "red red");
        var bare = host.Pipeline.Edit(
            SessionHost.Codec.Decode(SessionHost.Source, "source"),
            "red",
            new() { Seed = 7 },
            cancellationToken: Stop
        );
        var bareSecond = host.Pipeline.Edit(bare.Image, "red red", new(), cancellationToken: Stop);
        Assert.Equal((TurnStatus.Completed, 1, 0, bare.Changes.Count), (first.Status, first.Number, first.Parent, first.ChangedPixels));
        Assert.Equal((TurnStatus.Completed, 2, 1), (second.Status, second.Number, second.Parent));
        Assert.Equal(bare.Image.Pixels, (await host.Picture(id, 1)).Pixels);
        Assert.Equal(bareSecond.Image.Pixels, (await host.Picture(id, 2)).Pixels);
        var changes = SessionHost.Codec.Decode((await host.Sessions.ReadChangesAsync(id, 2, Stop)).Content, "changes");
        Assert.Equal(bareSecond.Changes.Pixels, Mask.Of(changes).Pixels);
    }

    [Fact]
    public async Task AddTurn_WithAndWithoutATask_RecordsHowTheTaskWasComeBy()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        Assert.True((await host.Make(id)).Task is { Task: "color", Predicted: true });
        Assert.True((await host.Make(id, "darker", new() { Task = "global" })).Task is { Task: "global", Predicted: false });
    }

    [Fact]
    public async Task AddTurn_BundleWithoutTasks_HasNone()
    {
        await using var host = new SessionHost(toy: TinyBundle.InstructPix2Pix);
        var turn = await host.Make(await host.Create());
        Assert.Equal((TurnStatus.Completed, "none"), (turn.Status, turn.Task?.Task));
    }

    [Fact]
    public async Task AddTurn_WhileAnotherIsUnfinished_IsAConflictThatNamesTheCurrent()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        host.Progress.Close();
        await host.Add(id);
        await Refused(DocumentError.Conflict, () => host.Add(id), currentTurn: 1);
        await Refused(DocumentError.Conflict, () => host.Sessions.UndoAsync(id, cancellationToken: Stop), currentTurn: 1);
    }

    [Fact]
    public async Task AddTurn_ExpectedTurnOrETagNotCurrent_IsRefused()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        var before = (await host.Sessions.GetAsync(id, Stop)).ETag;
        await host.Make(id);
        await Refused(DocumentError.Conflict, () => host.Add(id, expected: 0), currentTurn: 1);
        await Refused(DocumentError.Changed, () => host.Sessions.AddTurnAsync(id, new("red", new()), before, Stop), currentTurn: 1);
        Assert.Equal(2, (await host.Add(id, expected: 1)).Number);
    }

    [Fact]
    public async Task AddTurn_SameKey_IsTheSameTurnHoweverOftenAndAtOnce()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        var turns = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.Add(id, key: "k1"))));
        Assert.All(turns, t => Assert.Equal(1, t.Number));
        await host.Sessions.WaitForTurnAsync(id, 1, Stop);
        Assert.Equal(TurnStatus.Completed, (await host.Add(id, key: "k1")).Status);
        Assert.Equal(2, (await host.Add(id, key: "k2")).Number);
        await Refused(DocumentError.KeyReused, () => host.Add(id, "red red", key: "k1"));
        Assert.Equal(2, (await host.Session(id)).Turns.Count);
    }

    [Fact]
    public async Task AddTurn_EditThatFails_IsRecordedAndTheSessionGoesOn()
    {
        await using var host = new SessionHost(toy: new() { TaskPredictor = false });
        var id = await host.Create();
        var failed = await host.Make(id);
        Assert.Equal((TurnStatus.Failed, typeof(InvalidInputException).FullName), (failed.Status, failed.Error?.Type));
        Assert.Contains("an edit without a task", failed.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Session(id)).Current);
        Assert.Equal(0, (await host.Make(id, "red", new() { Task = "local" })).Parent);
        await Refused(DocumentError.Conflict, () => host.Sessions.ReadImageAsync(id, 1, Stop), currentTurn: 2);
    }

    [Fact]
    public async Task AddTurn_BeyondTheLimit_IsToldToComeBack()
    {
        await using var host = new SessionHost(new() { MaxUnfinished = 3 });
        host.Progress.Close();
        string[] ids = [await host.Create(), await host.Create(), await host.Create(), await host.Create()];
        foreach (var id in ids[..3])
            await host.Add(id);
        var refused = await Refused(DocumentError.Busy, () => host.Add(ids[3]));
        Assert.Equal(TimeSpan.FromSeconds(2), refused.RetryAfter);
        host.Progress.Open();
        await Task.WhenAll(ids[..3].Select(id => host.Sessions.WaitForTurnAsync(id, 1, Stop)));
        Assert.Equal(TurnStatus.Completed, (await host.Make(ids[3])).Status);
    }

    [Fact]
    public async Task AddTurn_ManySessions_AreMadeInTheOrderTheyWereAccepted()
    {
        await using var host = new SessionHost();
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add(await host.Create());
        host.Progress.Close();
        foreach (var id in ids)
            await host.Add(id);
        host.Progress.Open();
        var turns = await Task.WhenAll(ids.Select(id => host.Sessions.WaitForTurnAsync(id, 1, Stop)));
        Assert.Equal(ids, turns.Zip(ids).OrderBy(t => t.First.Started).Select(t => t.Second));
    }

    [Fact]
    public async Task Cancel_RunningTurn_EndsItAndTheSessionGoesOn()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        host.Progress.Close();
        await host.Add(id);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(id, 1, Stop)).Status == TurnStatus.Running);
        await host.Sessions.CancelAsync(id, 1, Stop);
        Assert.Equal(TurnStatus.Cancelled, (await host.Sessions.WaitForTurnAsync(id, 1, Stop)).Status);
        Assert.Equal(TurnStatus.Cancelled, (await host.Sessions.CancelAsync(id, 1, Stop)).Status);
        host.Progress.Open();
        Assert.Equal((TurnStatus.Completed, 0), (await host.Make(id)) is var t ? (t.Status, t.Parent) : default);
        await Refused(DocumentError.Conflict, () => host.Sessions.CancelAsync(id, 2, Stop), currentTurn: 2);
    }

    [Fact]
    public async Task Cancel_QueuedTurn_NeverRunsIt()
    {
        await using var host = new SessionHost();
        var (first, second) = (await host.Create(), await host.Create());
        host.Progress.Close();
        await host.Add(first);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(first, 1, Stop)).Status == TurnStatus.Running);
        await host.Add(second);
        await host.Sessions.CancelAsync(second, 1, Stop);
        var turn = await host.Sessions.WaitForTurnAsync(second, 1, Stop);
        Assert.Equal((TurnStatus.Cancelled, null), (turn.Status, turn.Started));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task AddTurn_NoInstruction_IsRefused(string instruction)
    {
        await using var host = new SessionHost(new() { Tasks = _ => ["color"] });
        var id = await host.Create();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Add(id, instruction));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Add(id, "red", new() { Task = "dance" }));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Add(id, "red", new() { Steps = 0 }));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Add(id, "red", key: "a b"));
        Assert.Empty((await host.Session(id)).Turns);
    }

    private static async Task<SessionException> Refused(DocumentError error, Func<Task> action, int? currentTurn = null)
    {
        var refused = await Assert.ThrowsAsync<SessionException>(action);
        Assert.Equal(error, refused.Error);
        if (currentTurn is not null)
            Assert.Equal(currentTurn, refused.CurrentTurn);
        return refused;
    }
}
