using System.Text.Json;

namespace EmuEdit.Storage;

/// <summary>A document and its ETag at the time of reading.</summary>
/// <typeparam name="T">The document's type.</typeparam>
/// <param name="Document">The document.</param>
/// <param name="ETag">Identifies this state of the document.</param>
public sealed record StoredDocument<T>(T Document, string ETag);

/// <summary>
/// Documents in a blob store: one blob per document, JSON in UTF-8. A change reads the document and writes it back on condition that nobody
/// else has changed it.
/// </summary>
/// <typeparam name="T">The document's type. A changed document is a new object.</typeparam>
/// <param name="blobs">The store.</param>
/// <param name="json">The JSON options of the documents.</param>
public sealed class JsonDocuments<T>(IBlobStore blobs, JsonSerializerOptions json) where T : class
{
    /// <summary>Reads a document. Returns null if it does not exist.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BlobStoreException">The document cannot be read, or is damaged.</exception>
    public async Task<StoredDocument<T>?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? new(Parse(name, blob), blob.ETag) : null;

    /// <summary>Changes a document, or writes a new one.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="change">
    /// Receives the current document, or null if it does not exist. Returns the new document, or the same object for no change. It may
    /// throw to refuse the change. It is called again when another writer was first.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The document may or may not have been written.</param>
    /// <returns>The current document.</returns>
    /// <exception cref="BlobStoreException">The document cannot be read or written, or is damaged.</exception>
    public async Task<StoredDocument<T>> UpdateAsync(
        string name,
        Func<StoredDocument<T>?, T> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var stored = await FindAsync(name, cancellationToken).ConfigureAwait(false);
            var changed = change(stored);
            if (stored is not null && ReferenceEquals(changed, stored.Document))
                return stored;
            try
            {
                var condition = stored is null ? BlobCondition.IfMissing : BlobCondition.IfMatch(stored.ETag);
                return new(changed, await blobs.PutAsync(name, ToBytes(changed), condition, cancellationToken).ConfigureAwait(false));
            }
            catch (StaleBlobException)
            {
                // Another writer was first, so the change is applied to what that writer wrote.
            }
        }
    }

    /// <summary>Returns the document's stored form.</summary>
    public byte[] ToBytes(T document) => JsonSerializer.SerializeToUtf8Bytes(document, json);

    private T Parse(string name, Blob blob)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(blob.Content.Span, json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new DamagedBlobException(name, e.Message, e);
        }
    }
}
