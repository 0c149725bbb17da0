using System.IO.Compression;
using EmuEdit.Core;
using EmuEdit.Storage;
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
        var session = (await host.Sessions.CreateAsync(SessionHost.Source, cancellationToken: Stop)).Document;
        Assert.Equal((32, 40, 24, 0, 0), (session.Id.Length, session.Width, session.Height, session.Current, session.Turns.Count));
        Assert.Equal(SessionHost.Codec.Decode(SessionHost.Source, "").Pixels, (await host.Picture(session.Id, 0)).Pixels);
    }

    [Fact]
    public async Task Create_SameKeyAndPicture_IsTheSameSession()
    {
        await using var host = new SessionHost();
        var ids = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(async _ => (await host.Sessions.CreateAsync(SessionHost.Source, "key", Stop)).Document.Id)
        );
        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], (await host.Sessions.CreateAsync(SessionHost.Source, "other", Stop)).Document.Id);
        Assert.NotEqual(ids[0], await host.Create());
    }

    [Fact]
    public async Task Create_NoPicture_IsRefusedAndStoresNothing()
    {
        await using var host = new SessionHost();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Sessions.CreateAsync("text"u8.ToArray(), cancellationToken: Stop));
        Assert.Empty(await host.Blobs.ListAsync("", Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Get_IdWithPathCharacters_IsRefused(string id)
    {
        await using var host = new SessionHost();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Sessions.GetAsync(id, Stop));
    }

    [Fact]
    public async Task AnyCall_MissingSessionOrTurn_SaysSo()
    {
        await using var host = new SessionHost();
        var (nowhere, id) = (SessionId.New(), await host.Create());
        Func<Task>[] calls =
        [
            () => host.Sessions.GetAsync(nowhere, Stop),
            () => host.Add(nowhere),
            () => host.Sessions.UndoAsync(nowhere, cancellationToken: Stop),
            () => host.Sessions.DeleteAsync(nowhere, cancellationToken: Stop),
            () => host.Sessions.GetTurnAsync(id, 1, Stop),
            () => host.Sessions.GetTurnAsync(id, 0, Stop),
            () => host.Sessions.ReadImageAsync(id, 5, Stop),
            () => host.Sessions.ReadChangesAsync(id, 0, Stop),
            () => host.Sessions.CancelAsync(id, 1, Stop),
            () => host.Sessions.BranchAsync(id, -1, cancellationToken: Stop),
        ];
        foreach (var call in calls)
            Assert.Equal(DocumentError.Missing, (await Assert.ThrowsAsync<SessionException>(call)).Error);
    }

    [Fact]
    public async Task Delete_RunningTurn_StopsItAndLeavesNoPicture()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        await host.Make(id);
        host.Progress.Close();
        await host.Add(id);
        await SessionHost.Until(async () => (await host.Sessions.GetTurnAsync(id, 2, Stop)).Status == TurnStatus.Running);
        await host.Sessions.DeleteAsync(id, cancellationToken: Stop);
        await host.Sessions.DeleteAsync(id, cancellationToken: Stop);
        host.Progress.Open();
        Assert.Equal(DocumentError.Gone, (await Assert.ThrowsAsync<SessionException>(() => host.Add(id))).Error);
        Assert.Empty(await host.Blobs.ListAsync("pictures/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Delete_ETagNotCurrent_IsRefused()
    {
        await using var host = new SessionHost();
        var id = await host.Create();
        Assert.Equal(
            DocumentError.Changed,
            (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.DeleteAsync(id, "old", Stop))).Error
        );
        Assert.Equal(id, (await host.Session(id)).Id);
    }

    [Fact]
    public async Task Expiry_UnusedSession_EndsItThenDeletesAllOfIt()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(2), KeptAfterEnd = TimeSpan.FromDays(1) }, time: time);
        var id = await host.Create();
        time.Advance(TimeSpan.FromDays(2));
        await SessionHost.Until(async () => !await host.Blobs.ListAsync("pictures/", Stop).AnyAsync(Stop));
        Assert.Equal(DocumentError.Gone, (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.GetAsync(id, Stop))).Error);
        time.Advance(TimeSpan.FromDays(1));
        await SessionHost.Until(async () => !await host.Blobs.ListAsync("", Stop).AnyAsync(Stop));
        Assert.Equal(DocumentError.Missing, (await Assert.ThrowsAsync<SessionException>(() => host.Sessions.GetAsync(id, Stop))).Error);
    }

    [Fact]
    public async Task Expiry_ClockTwoMonthsAhead_DeletesNothingForADay()
    {
        var time = new ManualTime();
        await using var host = new SessionHost(new() { Lifetime = TimeSpan.FromDays(30) }, time: time);
        var id = await host.Create();
        time.Advance(TimeSpan.FromDays(60));
        await SessionHost.Until(async () => (await host.Store.GetAsync(id, Stop)).Document.PutOff);
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
        await SessionHost.Until(async () => (await host.Store.GetAsync(id, Stop)).Document.PutOff);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Null((await host.Session(id)).Ended);
        time.Advance(TimeSpan.FromHours(30));
        await SessionHost.Until(async () => (await host.Store.GetAsync(id, Stop)).Document.Ended is not null);
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
        await SessionArchive.WriteAsync(host.Store, session, file, Stop);
        await SessionArchive.WriteAsync(host.Store, session, again, Stop);
        Assert.Equal(file.ToArray(), again.ToArray());
        using var zip = new ZipArchive(file);
        Assert.Equal(["session.json", "source.png", "turn1.png", "turn1.changes.png"], zip.Entries.Select(e => e.FullName));
    }

    [Fact]
    public async Task List_After_GivesTheRestInOrder()
    {
        await using var host = new SessionHost();
        string[] ids = [await host.Create(), await host.Create(), await host.Create()];
        var listed = await host.Store.ListAsync(cancellationToken: Stop).Select(s => s.Id).ToListAsync(Stop);
        Assert.Equal(ids.Order(StringComparer.Ordinal), listed);
        Assert.Equal(listed[1..], await host.Store.ListAsync(listed[0], Stop).Select(s => s.Id).ToListAsync(Stop));
    }
}
