namespace EmuEdit.Instructions;

/// <summary>Why a model does not reply.</summary>
public enum ChatError
{
    /// <summary>The endpoint is busy, out of order or out of reach; later it may reply.</summary>
    Unavailable,

    /// <summary>The endpoint refuses the request: its key, its model, a field. It will again.</summary>
    Refused,

    /// <summary>The endpoint's content filter refuses what the messages say.</summary>
    ContentRefused,

    /// <summary>What the endpoint answers is no reply of the chat-completions protocol.</summary>
    NotUnderstood,
}

/// <summary>A model does not reply.</summary>
/// <param name="error">Why.</param>
/// <param name="message">What was asked of whom, and what came of it.</param>
/// <param name="inner">What the client said.</param>
public sealed class ChatException(ChatError error, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ChatError Error { get; } = error;

    /// <summary>How long the endpoint asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
