using EmuEdit.Storage;

namespace EmuEdit.Instructions;

/// <summary>
/// Records every reply in a blob store under a hash of what was asked (model, options, messages), before it is returned. What was asked before is answered from the
/// record, without a call: a job that is run again pays for nothing twice. Identical requests at once wait for one call; two processes that ask the same at the same
/// moment may both pay, and both return what the first of them recorded.
/// </summary>
/// <remarks>
/// A damaged record is an error, not a reason to pay again: another reply would make another sample than the one that may already be in a data set. The message names the
/// blob; whoever deletes it pays for it again.
/// </remarks>
/// <param name="model">The model that is paid.</param>
/// <param name="blobs">Holds the records, as <c>replies/HASH.json</c>.</param>
public sealed class RecordingChatModel(IChatModel model, IBlobStore blobs) : IChatModel
{
    private readonly KeyedLock _turns = new();

    /// <inheritdoc/>
    public string Name => model.Name;

    /// <inheritdoc/>
    /// <exception cref="BlobStoreException">The record cannot be read or written, or is damaged.</exception>
    public async Task<ChatReply> ReplyAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken = default)
    {
        var key = ReplyRecord.KeyOf(model.Name, options, messages);
        using (await _turns.EnterAsync(key, cancellationToken).ConfigureAwait(false))
            return await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } recorded
                ? recorded with { Recorded = true }
                : await RecordAsync(key, await model.ReplyAsync(messages, options, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<ChatReply?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var name = ReplyRecord.BlobNameOf(key);
        return await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? ReplyRecord.Parse(name, key, blob) : null;
    }

    // The reply is paid for: whoever stops waiting now loses its record no more.
    private async Task<ChatReply> RecordAsync(string key, ChatReply reply)
    {
        try
        {
            await blobs.PutAsync(ReplyRecord.BlobNameOf(key), ReplyRecord.Serialize(key, reply), BlobCondition.IfMissing, CancellationToken.None).ConfigureAwait(false);
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
