using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// What may be asked of a chat client here: messages of text, and four options. Everything else is
/// refused. A request that left it out would get another reply, and that reply would be recorded
/// under a name that does not say so.
/// </summary>
internal static class ChatRules
{
    /// <summary>
    /// Checks the options. Temperature is 0 to 2, top-p above 0 to 1, most tokens of the reply 1 to
    /// 100 000; null leaves a field to the endpoint.
    /// </summary>
    /// <returns>These options; new ones for null.</returns>
    /// <exception cref="InvalidInputException">
    /// A value is out of its range, or an option is set that is not sent.
    /// </exception>
    public static ChatOptions Validated(this ChatOptions? options)
    {
        options ??= new();
        if (options.Temperature is not (null or >= 0 and <= 2))
            throw new InvalidInputException($"temperature {options.Temperature}", "0 to 2");
        if (options.TopP is not (null or > 0 and <= 1))
            throw new InvalidInputException($"top-p {options.TopP}", "above 0 to 1");
        if (options.MaxOutputTokens is < 1 or > 100_000)
            throw new InvalidInputException($"at most {options.MaxOutputTokens} tokens", "1 to 100000");
        if (HasOthers(options))
            throw new InvalidInputException(
                "an option of a chat that is not sent", "temperature, top-p, most tokens of a reply, and a seed");
        return options;
    }

    /// <summary>Checks that the messages are text.</summary>
    /// <returns>These messages.</returns>
    /// <exception cref="InvalidInputException">A message has other contents.</exception>
    public static IReadOnlyList<ChatMessage> Validated(this IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<ChatMessage> chat = [.. messages];
        return chat.SelectMany(m => m.Contents).FirstOrDefault(c => c is not TextContent) is { } other
            ? throw new InvalidInputException($"a message with {other.GetType().Name}", "messages of text")
            : chat;
    }

    private static bool HasOthers(ChatOptions o) => o is not
    {
        ModelId: null, Instructions: null, ConversationId: null, TopK: null, FrequencyPenalty: null, PresencePenalty: null,
        ResponseFormat: null, Reasoning: null,
        StopSequences: null or { Count: 0 }, Tools: null or { Count: 0 },
        AdditionalProperties: null or { Count: 0 }, RawRepresentationFactory: null,
    };
}
