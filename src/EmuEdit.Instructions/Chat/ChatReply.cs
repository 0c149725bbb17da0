using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>What is used of a <see cref="ChatResponse"/>.</summary>
/// <param name="Text">The message; may be empty.</param>
/// <param name="Model">The model as it names itself.</param>
/// <param name="Tokens">What the endpoint counted; null where it does not count.</param>
public sealed record ChatReply(string Text, string Model, ChatTokens? Tokens)
{
    private const string RecordedProperty = "emuedit.recorded";

    /// <summary>Whether the reply comes from a record, so that this time nothing was paid.</summary>
    public bool Recorded { get; init; }

    /// <summary>The reply in a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="model">The model that was asked, for a response that does not name one.</param>
    public static ChatReply Of(ChatResponse response, string model)
    {
        ArgumentNullException.ThrowIfNull(response);
        ChatTokens? tokens = response.Usage is { InputTokenCount: { } input, OutputTokenCount: { } output } ? new(input, output) : null;
        return new(response.Text, response.ModelId ?? model, tokens)
        {
            Recorded = response.AdditionalProperties?.ContainsKey(RecordedProperty) is true,
        };
    }

    /// <summary>A response with this reply.</summary>
    public ChatResponse ToResponse() => new(new ChatMessage(ChatRole.Assistant, Text))
    {
        ModelId = Model,
        Usage = Tokens is { Input: var input, Output: var output }
            ? new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output }
            : null,
        AdditionalProperties = Recorded ? new() { [RecordedProperty] = true } : null,
    };
}

/// <summary>Tokens read and written by a model.</summary>
/// <param name="Input">Tokens of the messages.</param>
/// <param name="Output">Tokens of replies.</param>
public readonly record struct ChatTokens(long Input, long Output)
{
    /// <summary>Both together.</summary>
    public static ChatTokens operator +(ChatTokens a, ChatTokens b) => a.Add(b);

    /// <summary>Both together.</summary>
    public ChatTokens Add(ChatTokens other) => new(Input + other.Input, Output + other.Output);
}
