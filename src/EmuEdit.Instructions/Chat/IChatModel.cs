using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>A dialog language model: given the messages so far, it says the next one. May be used from several threads.</summary>
public interface IChatModel
{
    /// <summary>What the model is called where it is asked, for example <c>llama-2-70b-chat</c>. Replies are recorded under it.</summary>
    string Name { get; }

    /// <summary>Asks for the next message.</summary>
    /// <param name="messages">The chat so far, at least one message.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="cancellation">Stops waiting; the call may have been paid for.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    /// <exception cref="ChatException">There is no reply.</exception>
    Task<ChatReply> Reply(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellation = default);
}

/// <summary>Who says a message.</summary>
public enum ChatRole
{
    /// <summary>The rules of the chat.</summary>
    System,

    /// <summary>The one who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>One message of a chat.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Text">What is said.</param>
public sealed record ChatMessage(ChatRole Role, string Text);

/// <summary>How a reply is sampled.</summary>
public sealed record ChatOptions
{
    /// <summary>Temperature, 0 to 2; default 1.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Share of the probability that tokens are drawn from, above 0 to 1; default 1.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Most tokens of the reply, 1 to 100 000; default 1 000.</summary>
    public int MaxTokens { get; init; } = 1000;

    /// <summary>Seed of the sampling, where the endpoint has one; null, the default, sends none.</summary>
    public int? Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public ChatOptions Validated()
    {
        if (Temperature is not (>= 0 and <= 2))
            throw new InvalidInputException($"temperature {Temperature}", "0 to 2");
        if (TopP is not (> 0 and <= 1))
            throw new InvalidInputException($"top-p {TopP}", "above 0 to 1");
        if (MaxTokens is < 1 or > 100_000)
            throw new InvalidInputException($"at most {MaxTokens} tokens", "1 to 100000");
        return this;
    }
}
