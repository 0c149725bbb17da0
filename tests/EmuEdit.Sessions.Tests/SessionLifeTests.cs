using System.IO.Compression;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Sessions.Tests;

/// <summary>How sessions are made, kept and ended.</summary>
public class SessionLifeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Picture_IsTheSourceOfASession()
    {
        await using var host = new SessionHost();
        var session = (await host.Sessions.Create(SessionHost.Source, cancellation: Stop)).Session;
        Assert.Equal((32, 40, 24, 0, 0), (session.Id.Length, session.Width, session.Height, session.Current, session.Turns.Count));
        Assert.Equal(SessionHost.Codec.Decode(SessionHost.Source, "").Pixels, (await host.Picture(session.Id, 0)).Pixels);
    }

    [Fact]
    public async Task Create_SameKeyAndPicture_IsTheSameSession()
    {
        await using var host = new SessionHost();
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await host.Sessions.Create(SessionHost.Source, "key", Stop)).Session.Id));
        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], (await host.Sessions.Create(SessionHost.Source, "other", Stop)).Session.Id);
        Assert.NotEqual(ids[0], await host.Create());
    }

    [Fact]
    public async Task Create_NoPicture_IsRefusedAndStoresNothing()
    {
        await using var host = new SessionHost();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Sessions.Create("text"u8.ToArray(), cancellation: Stop));
        Assert.Empty(await host.Blobs.List("", Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Get_IdWithPathCharacters_IsRefused(string id)
    {
        await using var host = new SessionHost();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Sessions.Get(id, Stop));
    }

    [Fact]
    public async Task AnyCall_MissingSessionOrTurn_SaysSo()
    {
        await using var host = new SessionHost();
        var (nowhere, id) = (SessionId.New(), await host.Create());
        Func<Task>[] calls =
        [
            () => host.Sessions.Get(nowhere, Stop), () => host.Add(nowhere), () => host.Sessions.Undo(nowhere, cancellation: Stop), () => host.Sessions.Delete(nowhere, cancellation: Stop),
            () => host.Sessions.GetTurn(id, 1, Stop), () => host.Sessions.GetTurn(id, 0, Stop), () => host.Sessions.ReadPicture(id, 5, Stop), () => host.Sessions.ReadChanges(id, 0, Stop),
            () => host.Sessions.Cancel(id, 1, Stop), () => host.Sessions.Branch(id, -1, cancellation: Stop),
        ];
        foreach (var call in calls)
            Assert.Equal(SessionError.Missing, (await Assert.ThrowsAsync<SessionException>(call)).Error);
    }

    [Fact]
    public async Task Delete_RunningTurn_StopsItAndLeavesNoPicture()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        host.Progress.Close();
        await host.Add(id);
        await SessionHost.Until(async () => (await host.Sessions.GetTurn(id, 2, Stop)).Status == TurnStatus.Running);
        await host.Sessions.Delete(id, cancellation: Stop);
        await host.Sessions.Delete(id, cancellation: Stop);
        host.Progress.Open();
        Assert.Equal(SessionError.Gone, (await Assert.ThrowsAsync<SessionException>(() => host.Add(id))).Error);
        Assert.Empty(await host.Blobs.List("pictures/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Delete_ETagNotCurrent_IsRefused()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        Assert.Equal(SessionError.Changed, (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.Delete(id, "old", Stop))).Error);
        Assert.Equal(id, (await host.Session(id)).Id);
    }

    [Fact]
    public async Task Expiry_UnusedSession_EndsItThenDeletesAllOfIt()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(2), KeptAfterEnd = TimeSpan.FromDays(1) }, time: time);
        var id = await host.Create();
        time.Advance(TimeSpan.FromDays(2));
        await SessionHost.Until(async () => !await host.Blobs.List("pictures/", Stop).AnyAsync(Stop));
        Assert.Equal(SessionError.Gone, (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.Get(id, Stop))).Error);
        time.Advance(TimeSpan.FromDays(1));
        await SessionHost.Until(async () => !await host.Blobs.List("", Stop).AnyAsync(Stop));
        Assert.Equal(SessionError.Missing, (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.Get(id, Stop))).Error);
    }

    [Fact]
    public async Task Expiry_ClockTwoMonthsAhead_DeletesNothingForADay()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(30) }, time: time);
        var id = await host.Create();
        time.Advance(TimeSpan.FromDays(60));
        await SessionHost.Until(async () => (await host.Store.Get(id, Stop)).Session.PutOff);
        time.Advance(TimeSpan.FromDays(-60));
        await host.Make(id);
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromDays(30), (await host.Session(id)).Expires);
    }

    [Fact]
    public async Task Expiry_NoticedLate_ComesADayLater()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(2) }, time: time);
        var id = await host.Create();
        time.Advance(TimeSpan.FromDays(10));
        await SessionHost.Until(async () => (await host.Store.Get(id, Stop)).Session.PutOff);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Null((await host.Session(id)).Ended);
        time.Advance(TimeSpan.FromHours(30));
        await SessionHost.Until(async () => (await host.Store.Get(id, Stop)).Session.Ended is not null);
    }

    [Fact]
    public async Task Expiry_SessionInUse_LivesOn()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(4) }, time: time);
        var id = await host.Create();
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromDays(3));
            await host.Make(id);
        }
        Assert.Equal(3, (await host.Session(id)).Turns.Count);
    }

    [Fact]
    public async Task Archive_Session_HasItsDocumentAndPictures()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        var (session, file, again) = (await host.Session(id), new MemoryStream(), new MemoryStream());
        await SessionArchive.Write(host.Store, session, file, Stop);
        await SessionArchive.Write(host.Store, session, again, Stop);
        Assert.Equal(file.ToArray(), again.ToArray());
        using var zip = new ZipArchive(file);
        Assert.Equal(["session.json", "source.png", "turn1.png", "turn1.changes.png"], zip.Entries.Select(e => e.FullName));
    }

    [Fact]
    public async Task List_After_GivesTheRestInOrder()
    {
        await using var host = new SessionHost();
        string[] ids = [await host.Create(), await host.Create(), await host.Create()];
        var listed = await host.Store.List(cancellation: Stop).Select(s => s.Id).ToListAsync(Stop);
        Assert.Equal(ids.Order(StringComparer.Ordinal), listed);
        Assert.Equal(listed[1..], await host.Store.List(listed[0], Stop).Select(s => s.Id).ToListAsync(Stop));
    }
}
