using EmuEdit.Core;
using EmuEdit.TestKit;
using Microsoft.Extensions.AI;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public sealed class OpenAIChatClientTests
{
    [Fact]
    public async Task Reply_OfAnEndpoint_HasTextModelAndTokens()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi.", 12, 3));
        using var model = server.Model();
        Assert.Equal(new ChatReply("Hi.", "toy-1", new(12, 3)), await model.ReplyAsync(Messages, Options, Stop));
    }

    [Fact]
    public async Task Reply_OfAnEndpoint_SendsMessagesOptionsAndKey()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        await model.ReplyAsync([.. Messages, new(ChatRole.Assistant, "Yes?"), new(ChatRole.User, "Go on.")], Options, Stop);
        var call = Assert.Single(server.Calls);
        Assert.Equal("/v1/chat/completions", call.Path);
        Assert.Equal("Bearer secret", call.Headers["Authorization"]);
        Assert.Equal([("system", "Be brief."), ("user", "Hello?"), ("assistant", "Yes?"), ("user", "Go on.")], call.Messages);
        Assert.Equal("toy", call.Body.GetProperty("model").GetString());
        Assert.Equal(0.9f, call.Body.GetProperty("temperature").GetSingle());
        Assert.Equal(0.9f, call.Body.GetProperty("top_p").GetSingle());
        Assert.Equal(50, call.Body.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal(5, call.Body.GetProperty("seed").GetInt32());
    }

    [Fact]
    public async Task Reply_WithoutKey_SendsNoAuthorization()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = OpenAIChatClient.Compatible(server.Endpoint, null, "toy");
        await model.ReplyAsync(Messages, Options, Stop);
        Assert.DoesNotContain("Authorization", Assert.Single(server.Calls).Headers.Keys);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", true)]
    [InlineData("https://mine.openai.azure.com", true)]
    [InlineData("http://localhost:8000/v1", false)]
    public void ResponseFormat_IsSentWhereTheServiceIsKnownToTakeIt(string endpoint, bool sent) =>
        Assert.Equal(sent, SentFields.For(new(endpoint)).Takes(SentFields.Format));

    [Fact]
    public async Task Probe_OfAnEndpoint_CostsNoReply()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        await EndpointProbe.CheckAsync(server.Endpoint, "secret", cancellationToken: Stop);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Probe_OfNoEndpoint_IsUnavailable()
    {
        var dead = new Uri("http://127.0.0.1:9/v1");
        var failure = await Assert.ThrowsAsync<ChatException>(() => EndpointProbe.CheckAsync(dead, null, cancellationToken: Stop));
        Assert.Equal(ChatError.Unavailable, failure.Error);
        Assert.StartsWith("The language model at http://127.0.0.1:9/v1 cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_WithoutSeed_SendsNone()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        await model.ReplyAsync(Messages, With(o => o.Seed = null), Stop);
        Assert.False(Assert.Single(server.Calls).Body.TryGetProperty("seed", out _));
    }

    [Fact]
    public async Task Reply_OfAnAzureDeployment_AsksItWithTheKey()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi.", 12, 3));
        using var model = OpenAIChatClient.Azure(server.Root, "secret", "llama-70b");
        Assert.Equal(new ChatReply("Hi.", "toy-1", new(12, 3)), await model.ReplyAsync(Messages, Options, Stop));
        var call = Assert.Single(server.Calls);
        Assert.Equal("/openai/deployments/llama-70b/chat/completions", call.Path);
        Assert.Equal("secret", call.Headers["api-key"]);
        Assert.Equal("llama-70b", model.Name);
    }

    [Fact]
    public async Task Reply_OfAnAzureDeployment_AlsoAsksOnce()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(429, "3"));
        using var model = OpenAIChatClient.Azure(server.Root, "secret", "llama-70b");
        var error = await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop));
        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Reply_WithoutUsage_HasNoTokens()
    {
        await using var server = await ChatServer.Start(ChatServer.Uncounted("Hi."));
        using var model = server.Model();
        Assert.Null((await model.ReplyAsync(Messages, Options, Stop)).Tokens);
    }

    [Theory]
    [InlineData("ftp://host/v1", "key", "toy")]
    [InlineData("https://user:password@host/v1", "key", "toy")]
    [InlineData("https://host/v1?key=secret", "key", "toy")]
    [InlineData("https://host/v1", " ", "toy")]
    [InlineData("https://host/v1", "key", "")]
    public void Compatible_BadInput_IsRefused(string endpoint, string key, string model) =>
        Assert.Throws<InvalidInputException>(() => OpenAIChatClient.Compatible(new(endpoint), key, model));

    [Fact]
    public void Azure_IdentityWithoutHttps_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => OpenAIChatClient.Azure(new("http://host"), null, "toy"));

    [Fact]
    public void Azure_IdentityWithHttps_IsAccepted()
    {
        using var model = OpenAIChatClient.Azure(new("https://host.example"), null, "toy");
        Assert.Equal("toy", model.Name);
    }

    [Fact]
    public async Task Reply_OptionOutOfRange_IsRefusedWithoutACall()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi."));
        using var model = server.Model();
        await Assert.ThrowsAsync<InvalidInputException>(() => model.ReplyAsync(Messages, new ChatOptions { Temperature = 3 }, Stop));
        Assert.Empty(server.Calls);
    }
}
