using OpenAI.Chat;

namespace EmuEdit.Instructions;

/// <summary>Our messages as the client's, and the client's reply as ours.</summary>
internal static class Protocol
{
    public static OpenAI.Chat.ChatMessage MessageOf(ChatMessage message) => message.Role switch
    {
        ChatRole.System => new SystemChatMessage(message.Text),
        ChatRole.User => new UserChatMessage(message.Text),
        _ => new AssistantChatMessage(message.Text),
    };

    public static ChatCompletionOptions OptionsOf(ChatOptions options) => new()
    {
        Temperature = options.Temperature,
        TopP = options.TopP,
        MaxOutputTokenCount = options.MaxTokens,
#pragma warning disable OPENAI001 // The seed is marked as experimental because endpoints need not heed it, which does no harm here.
        Seed = options.Seed,
#pragma warning restore OPENAI001
    };

    public static ChatReply ReplyOf(ChatCompletion completion) => new(
        string.Concat(completion.Content.Select(part => part.Text)), completion.Model, completion.Usage is { } usage ? new(usage.InputTokenCount, usage.OutputTokenCount) : null);
}
