using System.Text;
using EmuEdit.Storage;
using EmuEdit.TestKit;
using Microsoft.Extensions.AI;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public sealed class RecordingChatClientTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    [Fact]
    public async Task Reply_AskedAgain_ComesFromTheRecord()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("first", 12, 3), ChatServer.Say("second"));
        using var model = server.Model();
        var recording = new RecordingChatClient(model, _store.Blobs);
        Assert.Equal(new ChatReply("first", "toy-1", new(12, 3)), await recording.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(new ChatReply("first", "toy-1", new(12, 3)) { Recorded = true }, await recording.ReplyAsync(Messages, Options, Stop));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_AfterARestart_IsNotPaidAgain()
    {
        await using (var server = await ChatServer.Start(ChatServer.Uncounted("first")))
        {
            using var model = server.Model();
            await new RecordingChatClient(model, _store.Blobs).ReplyAsync(Messages, Options, Stop);
        }
        await using var broken = await ChatServer.Start(ChatServer.Status(500));
        using var later = broken.Model();
        Assert.Equal(
            new ChatReply("first", "toy-1", null) { Recorded = true },
            await new RecordingChatClient(later, _store.Blobs).ReplyAsync(Messages, Options, Stop)
        );
        Assert.Empty(broken.Calls);
    }

    [Fact]
    public async Task Reply_ToAnythingElse_IsPaid()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        using var other = OpenAIChatClient.Compatible(server.Endpoint, "secret", "toy-2");
        var recording = new RecordingChatClient(model, _store.Blobs);
        await recording.ReplyAsync(Messages, Options, Stop);
        await recording.ReplyAsync(Messages, With(o => o.Temperature = 0.8f), Stop);
        await recording.ReplyAsync(Messages, With(o => o.TopP = 0.8f), Stop);
        await recording.ReplyAsync(Messages, With(o => o.MaxOutputTokens = 51), Stop);
        await recording.ReplyAsync(Messages, With(o => o.Seed = 6), Stop);
        await recording.ReplyAsync([Messages[0], new(ChatRole.Assistant, Messages[1].Text)], Options, Stop);
        await recording.ReplyAsync([Messages[0], new(ChatRole.User, "Hello!")], Options, Stop);
        await new RecordingChatClient(other, _store.Blobs).ReplyAsync(Messages, Options, Stop);
        Assert.Equal(8, server.Calls.Count);
        Assert.Equal(8, (await _store.Names()).Count);
    }

    [Fact]
    public async Task Reply_OfThisRequest_HasThisNameOnEveryMachine()
    {
        await new RecordingChatClient(new LocalModel(() => Task.CompletedTask), _store.Blobs).ReplyAsync(Messages, Options, Stop);
        Assert.Equal(
            "replies/888/888a8829257a300e46f8abe6960126ab3459d9d3b42aa3034d034b840ca6cbf6.json",
            Assert.Single(await _store.Names())
        );
    }

    [Fact]
    public async Task Reply_AskedTwiceAtOnce_IsPaidOnce()
    {
        var signal = new TaskCompletionSource();
        await using var server = await ChatServer.Start(ChatServer.After(signal.Task, ChatServer.Say("Hi.")));
        using var model = server.Model();
        var recording = new RecordingChatClient(model, _store.Blobs);
        var replies = Enumerable.Range(0, 8).Select(_ => Task.Run(() => recording.ReplyAsync(Messages, Options, Stop), Stop)).ToList();
        await Patience.Until(() => server.Calls.Count > 0, Stop);
        // Time in which the others would ask, if they did not wait.
        await Task.Delay(100, Stop);
        signal.SetResult();
        Assert.Single(await Task.WhenAll(replies), reply => !reply.Recorded);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_WhoAskedFirstIsStopped_IsPaidByTheNext()
    {
        await using var server = await ChatServer.Start(ChatServer.Never(), ChatServer.Say("Hi."));
        using var model = server.Model();
        using var cancel = new CancellationTokenSource();
        var recording = new RecordingChatClient(model, _store.Blobs);
        var first = recording.ReplyAsync(Messages, Options, cancel.Token);
        await Patience.Until(() => server.Calls.Count > 0, Stop);
        var second = recording.ReplyAsync(Messages, Options, Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("Hi.", (await second).Text);
    }

    [Fact]
    public async Task Reply_OthersAtOnce_DoNotWaitForEachOther()
    {
        var signal = new TaskCompletionSource();
        await using var server = await ChatServer.Start(ChatServer.After(signal.Task, ChatServer.Say("slow")), ChatServer.Say("fast"));
        using var model = server.Model();
        var recording = new RecordingChatClient(model, _store.Blobs);
        var slow = recording.ReplyAsync(Messages, Options, Stop);
        await Patience.Until(() => server.Calls.Count > 0, Stop);
        Assert.Equal("fast", (await recording.ReplyAsync(Messages, With(o => o.Seed = 6), Stop)).Text);
        Assert.False(slow.IsCompleted);
        signal.SetResult();
        Assert.Equal("slow", (await slow).Text);
    }

    [Fact]
    public async Task Reply_ThatFails_IsNotRecorded()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(500), ChatServer.Say("Hi."));
        using var model = server.Model();
        var recording = new RecordingChatClient(model, _store.Blobs);
        await Assert.ThrowsAsync<ChatException>(() => recording.ReplyAsync(Messages, Options, Stop));
        Assert.Empty(await _store.Names());
        Assert.False((await recording.ReplyAsync(Messages, Options, Stop)).Recorded);
    }

    [Fact]
    public async Task Reply_ThatCannotBeRecorded_IsNotReturned()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        await Assert.ThrowsAsync<BlobStoreException>(() =>
            new RecordingChatClient(model, new FullStore(_store.Blobs)).ReplyAsync(Messages, Options, Stop)
        );
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_NobodyWaitsForAnyMore_IsRecordedAllTheSame()
    {
        using var cancel = new CancellationTokenSource();
        await new RecordingChatClient(new LocalModel(cancel.CancelAsync), _store.Blobs).ReplyAsync(Messages, Options, cancel.Token);
        Assert.Single(await _store.Names());
    }

    [Fact]
    public async Task Reply_AnotherProcessWasFaster_IsThatOne()
    {
        var faster = new RecordingChatClient(new LocalModel(() => Task.CompletedTask) { Text = "faster" }, _store.Blobs);
        var slower = new RecordingChatClient(
            new LocalModel(() => faster.ReplyAsync(Messages, Options, Stop)) { Text = "slower" },
            _store.Blobs
        );
        var reply = await slower.ReplyAsync(Messages, Options, Stop);
        Assert.Equal("faster", reply.Text);
        Assert.False(reply.Recorded);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{ "format": 1, "key": "another", "text": "a", "model": "b", "tokens": null }""")]
    [InlineData("""{ "format": 2, "key": "KEY", "text": "a", "model": "b", "tokens": null }""")]
    [InlineData("""{ "format": 1, "key": "KEY", "text": null, "model": "b", "tokens": null }""")]
    public async Task Reply_DamagedRecord_IsAnErrorAndNotPaidAgain(string record)
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        var recording = new RecordingChatClient(model, _store.Blobs);
        await recording.ReplyAsync(Messages, Options, Stop);
        var name = Assert.Single(await _store.Names());
        await _store.Blobs.PutAsync(
            name,
            Encoding.UTF8.GetBytes(record.Replace("KEY", Path.GetFileNameWithoutExtension(name), StringComparison.Ordinal)),
            default,
            Stop
        );
        var error = await Assert.ThrowsAsync<DamagedBlobException>(() => recording.ReplyAsync(Messages, Options, Stop));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("delete it to pay for it again", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);

        await _store.Blobs.DeleteAsync(name, Stop);
        Assert.Equal("Hi.", (await recording.ReplyAsync(Messages, Options, Stop)).Text);
        Assert.Equal(2, server.Calls.Count);
    }

    public void Dispose() => _store.Dispose();

    /// <summary>A model in the process that does something before it replies.</summary>
    private sealed class LocalModel(Func<Task> first) : IChatClient
    {
        public string Text { get; init; } = "Hi.";

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await first();
            return new(new ChatMessage(ChatRole.Assistant, Text));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("No test streams from here.");

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(defaultModelId: "toy") : null;

        public void Dispose() { }
    }

    private sealed class FullStore(IBlobStore blobs) : IBlobStore
    {
        public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default) =>
            blobs.FindAsync(name, cancellationToken);

        public Task<string> PutAsync(
            string name,
            ReadOnlyMemory<byte> content,
            BlobCondition condition = default,
            CancellationToken cancellationToken = default
        ) => throw new BlobStoreException($"Blob {name} cannot be written: no space left on device");

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
            blobs.DeleteAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            blobs.ListAsync(prefix, cancellationToken);
    }
}
