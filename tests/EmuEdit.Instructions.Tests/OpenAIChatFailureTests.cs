using System.Globalization;
using EmuEdit.TestKit;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

/// <summary>What the client makes of an endpoint that fails.</summary>
public sealed class OpenAIChatFailureTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(408, ChatError.Unavailable)]
    [InlineData(429, ChatError.Unavailable)]
    [InlineData(500, ChatError.Unavailable)]
    [InlineData(503, ChatError.Unavailable)]
    [InlineData(400, ChatError.Refused)]
    [InlineData(401, ChatError.Refused)]
    [InlineData(404, ChatError.Refused)]
    [InlineData(307, ChatError.NotUnderstood)]
    public async Task Reply_Status_IsAnErrorAfterOneCall(int status, ChatError expected)
    {
        await using var server = await ChatServer.Start(ChatServer.Status(status));
        using var model = server.Model();
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(expected, error.Error);
        Assert.Contains("toy at http://127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_SentElsewhere_DoesNotTakeTheKeyThere()
    {
        await using var elsewhere = await ChatServer.Start(ChatServer.Say("Hi."));
        await using var server = await ChatServer.Start(async (context, call) =>
        {
            context.Response.Headers.Location = elsewhere.Endpoint + "/chat/completions";
            await ChatServer.Status(307)(context, call);
        });
        using var model = OpenAIChatClient.Azure(server.Root, "secret", "toy");
        await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Reply_RefusedByTheContentFilter_SaysSo()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Status(400, body: """{ "error": { "message": "The response was filtered.", "code": "content_filter" } }""")
        );
        using var model = server.Model();
        Assert.Equal(
            ChatError.ContentRefused,
            (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error
        );
    }

    [Fact]
    public async Task Reply_WithoutCreditLeft_IsRefusedForGood()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Status(429, body: """{ "error": { "message": "You are out of credit.", "code": "insufficient_quota" } }""")
        );
        using var model = server.Model();
        Assert.Equal(ChatError.Refused, (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("+90", 90)]
    [InlineData("-90", 0)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task Reply_RetryAfter_IsUnderstood(string? header, int? expected)
    {
        // A sign stands for a date so many seconds from now.
        var sent = header?[0] is '+' or '-'
            ? Now.AddSeconds(int.Parse(header, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)
            : header;
        await using var server = await ChatServer.Start(ChatServer.Status(429, sent));
        using var model = server.Model(time: new FixedTime(Now));
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(expected, error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Reply_ThatNeverComes_TimesOut()
    {
        await using var server = await ChatServer.Start(ChatServer.Never());
        using var model = server.Model(new() { Timeout = TimeSpan.FromMilliseconds(300) });
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(ChatError.Unavailable, error.Error);
        Assert.Contains("did not reply within 0.3 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_Cancelled_StopsWaiting()
    {
        await using var server = await ChatServer.Start(ChatServer.Never());
        using var model = server.Model();
        using var cancel = new CancellationTokenSource();
        var reply = model.ReplyAsync(Messages, Options, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply.Ends());
    }

    [Fact]
    public async Task Reply_CutOff_IsUnavailable()
    {
        await using var server = await ChatServer.Start(ChatServer.Cut());
        using var model = server.Model();
        Assert.Equal(
            ChatError.Unavailable,
            (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error
        );
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_WhereNobodyListens_IsUnavailable()
    {
        var server = await ChatServer.Start();
        using var model = server.Model();
        await server.DisposeAsync();
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(ChatError.Unavailable, error.Error);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_BeyondTheLimit_IsNotRead()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(new string('a', 100_000)));
        using var model = server.Model(new() { MaxResponseBytes = 10_000 });
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(ChatError.NotUnderstood, error.Error);
        Assert.Contains("more than an answer may have", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "id": "1", "object": "chat.completion", "created": 1, "model": "toy-1", "choices": [] }""")]
    public async Task Reply_OutsideTheProtocol_IsNotUnderstood(string body)
    {
        await using var server = await ChatServer.Start(ChatServer.Body(body));
        using var model = server.Model();
        Assert.Equal(
            ChatError.NotUnderstood,
            (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error
        );
    }

    /// <summary>A clock that stands still. Its timers run.</summary>
    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
