using EmuEdit.Core;
using EmuEdit.TestKit;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public sealed class MeteringChatClientTests
{
    private static readonly ChatPrice Price = new() { InputPerMillion = 0.5m, OutputPerMillion = 2m };

    [Fact]
    public async Task Totals_OfPaidAndRecordedReplies_AreApart()
    {
        using var store = new TemporaryStore();
        await using var server = await ChatServer.Start(ChatServer.Say("one", 1000, 300), ChatServer.Say("two", 2000, 100));
        using var model = server.Model();
        var metered = new MeteringChatClient(new RecordingChatClient(model, store.Blobs), Price);
        await metered.ReplyAsync(Messages, Options, Stop);
        await metered.ReplyAsync(Messages, With(o => o.Seed = 6), Stop);
        await metered.ReplyAsync(Messages, Options, Stop);
        Assert.Equal(new(2, 0, new(3000, 400), 0.0023m), metered.Totals.Paid);
        Assert.Equal(new(1, 0, new(1000, 300), 0.0011m), metered.Totals.Recorded);
    }

    [Fact]
    public async Task Totals_OfRepliesWithoutACount_SayHowMany()
    {
        await using var server = await ChatServer.Start(ChatServer.Uncounted("one"), ChatServer.Say("two", 10, 10));
        using var model = server.Model();
        var metered = new MeteringChatClient(model, Price);
        await metered.ReplyAsync(Messages, Options, Stop);
        await metered.ReplyAsync(Messages, Options, Stop);
        Assert.Equal(new(2, 1, new(10, 10), 0.000025m), metered.Totals.Paid);
    }

    [Fact]
    public async Task Totals_OfCallsThatFail_AreZero()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(500));
        using var model = server.Model();
        var metered = new MeteringChatClient(model, Price);
        await Assert.ThrowsAsync<ChatException>(() => metered.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(new(default, default), metered.Totals);
    }

    [Fact]
    public async Task Totals_OfManyAtOnce_AreComplete()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi.", 3, 2));
        using var model = server.Model();
        var metered = new MeteringChatClient(model);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => metered.ReplyAsync(Messages, Options, Stop)));
        Assert.Equal(new(40, 0, new(120, 80), 0), metered.Totals.Paid);
    }

    [Fact]
    public void Constructor_PriceBelowZero_IsRefused()
    {
        using var model = OpenAIChatClient.Compatible(new("http://localhost"), null, "toy");
        Assert.Throws<InvalidInputException>(() => new MeteringChatClient(model, new() { OutputPerMillion = -1 }));
    }
}
