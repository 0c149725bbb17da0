using EmuEdit.TestKit;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

/// <summary>Endpoints and models that differ from OpenAI's own.</summary>
public sealed class OtherEndpointsTests
{
    [Theory]
    [InlineData("\"eos\"")]
    [InlineData("\"end_turn\"")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task Reply_EndedForAnyReason_IsTaken(string reason)
    {
        await using var server = await ChatServer.Start(
            ChatServer.Body(
                    $$"""
                    { "choices": [{ "message": { "content": "Hi.", "reasoning_content": "They greet." },
                    "finish_reason": {{reason}} }], "usage": { "prompt_tokens": 1,
                    "completion_tokens": 2 } }
                    """
            )
        );
        using var model = server.Model();
        Assert.Equal(new ChatReply("Hi.", "toy", new(1, 2)), await model.ReplyAsync(Messages, Options, Stop));
    }

    [Fact]
    public async Task Reply_InParts_IsPutTogether()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Body(
                    """
                    { "model": "m", "choices": [{ "message": { "content": [{ "type": "text", "text": "Hi" },
                    { "type": "text", "text": "!" }] } }] }
                    """
            )
        );
        using var model = server.Model();
        Assert.Equal(new ChatReply("Hi!", "m", null), await model.ReplyAsync(Messages, Options, Stop));
    }

    [Theory]
    [InlineData("""{ "content": null, "refusal": "I would rather not." }, "finish_reason": "stop" """)]
    [InlineData("""{ "content": "" }, "finish_reason": "content_filter" """)]
    public async Task Reply_ThatTheModelRefuses_SaysSo(string message)
    {
        await using var server = await ChatServer.Start(ChatServer.Body($$"""{ "choices": [{ "message": {{message}} }] }"""));
        using var model = server.Model();
        Assert.Equal(
            ChatError.ContentRefused,
            (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error
        );
    }

    // Models that reason first take no temperature, other servers know the limit by its old name alone.
    [Fact]
    public async Task Reply_FieldsThatAreRefused_AreLeftOutFromThenOn()
    {
        static ChatServer.Answer Refuses(string field) =>
            ChatServer.Status(
                400,
                body:
                    $$"""
                    { "error": { "message": "Unsupported parameter: '{{field}}' is not supported with this model.",
                    "code": "unsupported_parameter" } }
                    """
            );
        await using var server = await ChatServer.Start(
            Refuses("temperature"),
            Refuses("top_p"),
            Refuses("max_completion_tokens"),
            ChatServer.Say("Hi.")
        );
        using var model = server.Model();
        Assert.Equal("Hi.", (await model.ReplyAsync(Messages, Options, Stop)).Text);
        Assert.Equal("Hi.", (await model.ReplyAsync(Messages, Options, Stop)).Text);
        Assert.Equal(5, server.Calls.Count);
        Assert.All(
            server.Calls.TakeLast(2),
            call => Assert.Equal(["model", "messages", "max_tokens", "seed"], call.Body.EnumerateObject().Select(p => p.Name))
        );
    }

    [Fact]
    public async Task Reply_ARefusalThatNamesNoField_IsRefusedAfterOneCall()
    {
        await using var server = await ChatServer.Start(ChatServer.Status(422, body: """{ "detail": "the prompt is too long" }"""));
        using var model = server.Model();
        Assert.Equal(ChatError.Refused, (await Assert.ThrowsAsync<ChatException>(() => model.ReplyAsync(Messages, Options, Stop))).Error);
        Assert.Single(server.Calls);
    }

    // Models of others, such as Llama, are served there alone.
    [Theory]
    [InlineData("openai/v1")]
    [InlineData("openai/v1/")]
    public async Task Reply_OfAzuresVersion1_AsksByTheCommonProtocol(string path)
    {
        await using var server = await ChatServer.Start(ChatServer.Say("Hi.", 12, 3));
        using var model = OpenAIChatClient.Azure(new(server.Root, path), "secret", "Llama-3.3-70B-Instruct");
        Assert.Equal(new ChatReply("Hi.", "toy-1", new(12, 3)), await model.ReplyAsync(Messages, Options, Stop));
        var call = Assert.Single(server.Calls);
        Assert.Equal(
            ("/openai/v1/chat/completions", "Bearer secret", "Llama-3.3-70B-Instruct"),
            (call.Path, call.Headers["Authorization"], call.Body.GetProperty("model").GetString())
        );
    }

    [Fact]
    public async Task Write_AReplyInOtherClothes_IsUsedAtOnceAndTheRepairTold()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("<think>hm</think>\n```json\n" + Removal + "\n```"));
        var written = Assert.IsType<WrittenInstruction>(await Write(server));
        Assert.Equal(
            ("remove the spotted dog", 1, "thoughts, code fence"),
            (written.Instruction, written.Provenance.Tries, written.Provenance.Repairs)
        );
        await using var plain = await ChatServer.Start(ChatServer.Say(Removal));
        Assert.Null((await Write(plain)).Provenance.Repairs);
    }

    private static async Task<InstructionOutcome> Write(ChatServer server)
    {
        using var model = server.Model();
        return await new AgentInstructionWriter(model).WriteAsync(Request(), Stop);
    }
}
