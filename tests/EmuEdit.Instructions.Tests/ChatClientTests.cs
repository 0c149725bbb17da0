using System.Text;
using EmuEdit.Core;
using EmuEdit.TestKit;
using Microsoft.Extensions.AI;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

/// <summary>
/// The chat clients as <see cref="IChatClient"/>s: what a program that knows only this interface
/// gets.
/// </summary>
public sealed class ChatClientTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    // A batch that began under an earlier version continues with its records.
    [Fact]
    public async Task Record_OfAReply_HasThisNameAndTheseBytes()
    {
        const string key = "bfc3edcd02a4a6ad5b7b1f35b340482ca455e3c15d94297b55298f2bfc6db7e2";
        await using var server = await ChatServer.Start(ChatServer.Say("\"Hi.\"", 12, 3));
        using var client = new RecordingChatClient(server.Model(), _store.Blobs);
        await client.GetResponseAsync(
            [.. Messages, new(ChatRole.Assistant, "Yes?"), new(ChatRole.User, "Go on.")],
            With(o => o.Seed = null),
            Stop
        );
        var blob = await _store.Blobs.FindAsync($"replies/{key[..3]}/{key}.json", Stop);
        Assert.Equal($$$"""{"format":1,"key":"{{{key}}}","text":"\u0022Hi.\u0022","model":"toy-1","tokens":{"input":12,"output":3}}""",
            Encoding.UTF8.GetString(blob!.Content.Span));
    }

    [Fact]
    public async Task Stream_OfAllClients_IsRecordedRetriedAndCounted()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(500), ChatServer.Say("Hi.", 12, 3));
        var time = new SkippingTime(DateTimeOffset.UnixEpoch);
        using var client = new MeteringChatClient(
            new RecordingChatClient(new RetryingChatClient(server.Model(time: time), time: time), _store.Blobs)
        );
        foreach (var recorded in new[] { false, true })
        {
            var response = await client.GetStreamingResponseAsync(Messages, Options, Stop).ToChatResponseAsync(Stop);
            Assert.Equal(new ChatReply("Hi.", "toy-1", new(12, 3)) { Recorded = recorded }, ChatReply.Of(response, "toy"));
        }
        Assert.Equal(2, server.Calls.Count);
        Assert.Equal((1, 1), (client.Totals.Paid.Replies, client.Totals.Recorded.Replies));
    }

    [Fact]
    public async Task Metadata_ThroughAllClients_NamesTheModel()
    {
        await using var server = await ChatServer.Start();
        using var client = new MeteringChatClient(new RecordingChatClient(new RetryingChatClient(server.Model()), _store.Blobs));
        Assert.Equal("toy", client.GetService<ChatClientMetadata>()?.DefaultModelId);
        Assert.Equal(server.Endpoint, client.GetService<ChatClientMetadata>()?.ProviderUri);
        Assert.NotNull(client.GetService<OpenAIChatClient>());
        Assert.Null(client.GetService<ChatClientMetadata>("another"));
    }

    public static TheoryData<ChatOptions> OptionsThatAreNotSent =>
    [
        new ChatOptions { ModelId = "another" },
        new ChatOptions { StopSequences = ["\n"] },
        new ChatOptions { ResponseFormat = ChatResponseFormat.Json },
        new ChatOptions { Instructions = "Be kind." },
    ];

    // Left out, it would change the reply and not the record's name.
    [Theory]
    [MemberData(nameof(OptionsThatAreNotSent), DisableDiscoveryEnumeration = true)]
    public async Task Reply_OptionThatIsNotSent_IsRefusedWithoutACall(ChatOptions options)
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        using var recording = new RecordingChatClient(model, _store.Blobs);
        await Assert.ThrowsAsync<InvalidInputException>(() => model.GetResponseAsync(Messages, options, Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => recording.GetResponseAsync(Messages, options, Stop));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Reply_AboutAnImage_IsRefusedWithoutACall()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        ChatMessage message = new(ChatRole.User, [new TextContent("What is this?"), new UriContent("https://host/a.png", "image/png")]);
        await Assert.ThrowsAsync<InvalidInputException>(() => model.GetResponseAsync([message], Options, Stop));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Reply_WithoutOptions_LeavesThemToTheEndpoint()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        Assert.Equal("Hi.", (await model.GetResponseAsync(Messages, cancellationToken: Stop)).Text);
        Assert.Equal(["model", "messages"], Assert.Single(server.Calls).Body.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Retrying_OneCallAllowed_AsksOnce()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(500));
        using var client = new RetryingChatClient(server.Model(), new() { MaxTries = 1 });
        var error = await Assert.ThrowsAsync<ChatException>(() => client.GetResponseAsync(Messages, Options, Stop));
        Assert.Equal(ChatError.Unavailable, error.Error);
        Assert.Single(server.Calls);
    }

    public void Dispose() => _store.Dispose();
}
