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
    /// <param name="cancellationToken">Stops waiting; the call may have been paid for.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    /// <exception cref="ChatException">There is no reply.</exception>
    Task<ChatReply> ReplyAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken = default);
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
