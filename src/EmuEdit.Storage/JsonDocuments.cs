using System.Text.Json;

namespace EmuEdit.Storage;

/// <summary>A document as it was read.</summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Document">The document.</param>
/// <param name="ETag">Names this state of it.</param>
public sealed record StoredDocument<T>(T Document, string ETag);

/// <summary>Documents in a blob store, JSON in UTF-8, a blob each. One is changed by reading it, and writing it back on condition that nobody else has.</summary>
/// <typeparam name="T">The document; one that is changed is another object.</typeparam>
/// <param name="blobs">Holds them.</param>
/// <param name="json">How they are written.</param>
public sealed class JsonDocuments<T>(IBlobStore blobs, JsonSerializerOptions json) where T : class
{
    /// <summary>A document; null where there is none.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BlobStoreException">It cannot be read, or is damaged.</exception>
    public async Task<StoredDocument<T>?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? new(Parse(name, blob), blob.ETag) : null;

    /// <summary>Changes a document, or writes a new one.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="change">Gives the new document, or the same one for no change, from the one that is there or null where there is none; may refuse by an exception. Called again when another writer was faster.</param>
    /// <param name="cancellationToken">Stops waiting; the document may have been written or not.</param>
    /// <returns>The document that is there now.</returns>
    /// <exception cref="BlobStoreException">It cannot be read or written, or is damaged.</exception>
    public async Task<StoredDocument<T>> UpdateAsync(string name, Func<StoredDocument<T>?, T> change, CancellationToken cancellationToken = default)
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
                // Another writer was faster: the change is made to what it wrote.
            }
        }
    }

    /// <summary>The document as it is stored.</summary>
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
