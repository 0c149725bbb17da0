using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.TestKit;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions.Tests;

/// <summary>What many tests ask and answer.</summary>
internal static class Chats
{
    public static readonly ChatOptions Options = new() { Temperature = 0.9f, TopP = 0.9f, MaxOutputTokens = 50, Seed = 5 };

    public static readonly IReadOnlyList<ChatMessage> Messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello?")];

    /// <summary>The options with a change.</summary>
    public static ChatOptions With(Action<ChatOptions> change)
    {
        var options = Options.Clone();
        change(options);
        return options;
    }

    /// <summary>A caption about a dog, and the reply that removes it.</summary>
    public const string Caption = "a spotted dog beside a red barn";

    public static readonly string Removal = Reply("remove the spotted dog", "spotted dog", "a red barn");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static OpenAIChatClient Model(this ChatServer server, ChatLimits? limits = null, TimeProvider? time = null) =>
        OpenAIChatClient.Compatible(server.Endpoint, "secret", "toy", limits, time);

    public static string Reply(string instruction, string edited, string output) =>
        JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["instruction"] = instruction,
                ["object"] = edited,
                ["output_caption"] = output,
            }
        );

    public static InstructionRequest Request(string? caption = Caption, string task = "remove", long seed = 7, long index = 0) =>
        new(caption, EditTask.Named(task), seed, index);

    public static async Task<InstructionOutcome> Write(ChatServer server, InstructionRequest request, AgentOptions? options = null)
    {
        using var model = server.Model();
        return await new AgentInstructionWriter(model, options).WriteAsync(request, Stop);
    }

    public static void AssertRefused(InstructionFault fault, string problem, Action action)
    {
        var error = Assert.Throws<BadReplyException>(action);
        Assert.Equal(fault, error.Fault);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.False(error.Message.EndsWith('.'));
    }
}
