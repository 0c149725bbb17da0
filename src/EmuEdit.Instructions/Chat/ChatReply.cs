namespace EmuEdit.Instructions;

/// <summary>What a model said.</summary>
/// <param name="Text">The message; may be empty.</param>
/// <param name="Model">The model as it names itself.</param>
/// <param name="Tokens">What the endpoint counted; null where it does not count.</param>
public sealed record ChatReply(string Text, string Model, ChatTokens? Tokens)
{
    /// <summary>Whether the reply comes from a record, so that this time nothing was paid.</summary>
    public bool Recorded { get; init; }
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
