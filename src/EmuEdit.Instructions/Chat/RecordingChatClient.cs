using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// Records every reply in a blob store under a hash of the request (model, options, messages),
/// before it returns the reply. A request that was made before is answered from the record, without
/// a call: a job that runs again pays for nothing twice. Identical concurrent requests wait for one
/// call. Two processes that ask the same at the same moment may both pay, and both return what the
/// first of them recorded.
/// </summary>
/// <remarks>
/// A damaged record is an error, not a reason to pay again: another reply would make another sample
/// than the one that may already be in a data set. The message names the blob. Delete it to pay for
/// it again.
/// </remarks>
/// <param name="model">The model that is paid; it is disposed of with this client.</param>
/// <param name="blobs">Holds the records, as <c>replies/HASH.json</c>.</param>
public sealed class RecordingChatClient(IChatClient model, IBlobStore blobs) : DelegatingChatClient(model)
{
    private readonly KeyedLock _turns = new();

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">
    /// The request has an option or a content that is not sent, or the client does not name its
    /// model.
    /// </exception>
    /// <exception cref="ChatException">There is no reply.</exception>
    /// <exception cref="BlobStoreException">The record cannot be read or written, or is damaged.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (chat, sampling) = (messages.Validated(), options.Validated());
        var key = ReplyRecord.KeyOf(InnerClient.ModelName(), sampling, chat);
        using (await _turns.EnterAsync(key, cancellationToken).ConfigureAwait(false))
        {
            var reply = await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } recorded
                ? recorded with { Recorded = true }
                : await PayAsync(key, chat, sampling, cancellationToken).ConfigureAwait(false);
            return reply.ToResponse();
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        this.StreamWholeAsync(messages, options, cancellationToken);

    private async Task<ChatReply?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var name = ReplyRecord.BlobNameOf(key);
        return await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? ReplyRecord.Parse(name, key, blob) : null;
    }

    private async Task<ChatReply> PayAsync(string key, IReadOnlyList<ChatMessage> chat, ChatOptions options,
        CancellationToken cancellationToken)
    {
        var reply = await InnerClient.ReplyAsync(chat, options, cancellationToken).ConfigureAwait(false);
        // The reply is paid for, so it is recorded even if nobody waits for it any more.
        try
        {
            var (name, record) = (ReplyRecord.BlobNameOf(key), ReplyRecord.Serialize(key, reply));
            await blobs.PutAsync(name, record, BlobCondition.IfMissing, CancellationToken.None).ConfigureAwait(false);
            return reply;
        }
        catch (StaleBlobException)
        {
            // Another process was faster. Its reply counts for both, its tokens for neither.
            var first = await FindAsync(key, CancellationToken.None).ConfigureAwait(false);
            return reply with { Text = first?.Text ?? reply.Text, Model = first?.Model ?? reply.Model };
        }
    }
}
