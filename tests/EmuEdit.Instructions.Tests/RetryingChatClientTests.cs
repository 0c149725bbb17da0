using System.Globalization;
using EmuEdit.Core;
using EmuEdit.TestKit;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public sealed class RetryingChatClientTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SkippingTime _time = new(Now);

    [Fact]
    public async Task Reply_BusyWithSeconds_WaitsAtLeastThatLong()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(429, "7"), ChatServer.Say("Hi."));
        Assert.Equal("Hi.", (await Ask(server)).Text);
        Assert.Equal(2, server.Calls.Count);
        Assert.InRange(Assert.Single(_time.Waits).TotalSeconds, 7, 8);
    }

    [Fact]
    public async Task Reply_BusyUntilADate_WaitsUntilThen()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Status(503, Now.AddSeconds(30).ToString("R", CultureInfo.InvariantCulture)),
            ChatServer.Say("Hi.")
        );
        await Ask(server);
        Assert.InRange(Assert.Single(_time.Waits).TotalSeconds, 30, 31);
    }

    [Fact]
    public async Task Reply_OutOfOrder_WaitsTwiceAsLongEachTime()
    {
        var broken = ChatServer.Status(500);
        await using var server = await ChatServer.Start(broken, broken, ChatServer.Cut(), broken, ChatServer.Say("Hi."));
        await Ask(server, new() { MaxWait = TimeSpan.FromSeconds(4) });
        Assert.Equal(5, server.Calls.Count);
        Assert.Collection(_time.Waits,
            wait => Assert.InRange(wait.TotalSeconds, 0.5, 1),
            wait => Assert.InRange(wait.TotalSeconds, 1, 2),
            wait => Assert.InRange(wait.TotalSeconds, 2, 4),
            wait => Assert.InRange(wait.TotalSeconds, 2, 4));
    }

    [Fact]
    public async Task Reply_WaitsOfManyClients_Differ()
    {
        await using var server = await ChatServer.Start([.. Enumerable.Repeat(ChatServer.Status(429, "7"), 5), ChatServer.Say("Hi.")]);
        await Ask(server);
        Assert.Equal(5, _time.Waits.Count);
        Assert.NotEqual(1, _time.Waits.Distinct().Count());
    }

    [Fact]
    public async Task Reply_UnavailableForGood_GivesUpAfterTheLastTry()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(500));
        var error = await Assert.ThrowsAsync<ChatException>(() => Ask(server, new() { MaxTries = 3 }));
        Assert.Equal(ChatError.Unavailable, error.Error);
        Assert.EndsWith("It was asked 3 times.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Calls.Count);
        Assert.Equal(2, _time.Waits.Count);
    }

    [Fact]
    public async Task Reply_ToldToWaitTooLong_GivesUpAtOnce()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(429, "3600"));
        var error = await Assert.ThrowsAsync<ChatException>(() => Ask(server));
        Assert.Contains("asks for a wait of 3600 s; at most 120 s are allowed", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Reply_Refused_IsNotAskedAgain(int status)
    {
        await using var server = await ChatServer.Start(ChatServer.Status(status, "1"));
        Assert.Equal(ChatError.Refused, (await Assert.ThrowsAsync<ChatException>(() => Ask(server))).Error);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_CancelledWhileWaiting_Stops()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(429, "60"));
        using var model = server.Model();
        using var cancel = new CancellationTokenSource();
        var reply = new RetryingChatClient(model).ReplyAsync(Messages, Options, cancel.Token);
        await Patience.Until(() => server.Calls.Count > 0, Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply.Ends());
        Assert.Single(server.Calls);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_SaysWhatIsAllowed()
    {
        using var model = OpenAIChatClient.Compatible(new("http://localhost"), null, "toy");
        Assert.Contains(
            "1 to 20",
            Assert.Throws<InvalidInputException>(() => new RetryingChatClient(model, new() { MaxTries = 0 })).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() => new RetryingChatClient(model, new() { FirstWait = TimeSpan.Zero }));
        Assert.Throws<InvalidInputException>(() => new RetryingChatClient(model, new() { MaxWait = TimeSpan.Zero }));
    }

    private async Task<ChatReply> Ask(ChatServer server, ChatRetryOptions? options = null)
    {
        using var model = server.Model(time: _time);
        return await new RetryingChatClient(model, options, _time).ReplyAsync(Messages, Options, Stop);
    }
}
