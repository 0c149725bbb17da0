using System.Runtime.CompilerServices;
using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>What all chat clients here share.</summary>
internal static class ChatClients
{
    /// <summary>
    /// The model's name where it is asked, for example <c>llama-2-70b-chat</c>. Replies are
    /// recorded under it.
    /// </summary>
    /// <exception cref="InvalidInputException">The client does not name its model.</exception>
    public static string ModelName(this IChatClient client) =>
        client.GetService<ChatClientMetadata>()?.DefaultModelId
        ?? throw new InvalidInputException("a chat client that does not name its model", "a client with a default model");

    /// <summary>Asks for the next message.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    /// <exception cref="ChatException">There is no reply.</exception>
    public static async Task<ChatReply> ReplyAsync(
        this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken = default) =>
        ChatReply.Of(await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false), client.ModelName());

    /// <summary>A reply as a stream that comes at once. Replies here are short and are judged whole.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamWholeAsync(
        this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }
}
