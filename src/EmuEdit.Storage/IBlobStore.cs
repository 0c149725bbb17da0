using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Named blobs: files in a folder in the embedded host, or a container of a storage account in Azure. A reader sees a blob complete or not
/// at all. A blob's ETag changes with its content, so that a document can be read, changed and written back without losing the change of
/// another writer. Safe for use from several threads.
/// </summary>
public interface IBlobStore
{
    /// <summary>Reads a blob.</summary>
    /// <param name="name">The blob's name, see <see cref="BlobName"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The blob, or null if it does not exist.</returns>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Writes a blob, and creates its parent folders.</summary>
    /// <param name="name">The blob's name. Its extension decides the content type.</param>
    /// <param name="content">The complete content.</param>
    /// <param name="condition">The condition of the write. Default: none.</param>
    /// <param name="cancellationToken">Stops waiting. The blob may or may not have been written.</param>
    /// <returns>The new ETag.</returns>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    /// <exception cref="StaleBlobException">The condition does not hold. Nothing was written.</exception>
    /// <exception cref="BlobStoreException">The store cannot be written, for example because it is full. The blob is unchanged.</exception>
    Task<string> PutAsync(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes a blob.</summary>
    /// <returns>False if the blob did not exist.</returns>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    /// <exception cref="BlobStoreException">The blob cannot be deleted.</exception>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Lists the names of the blobs that begin with <paramref name="prefix"/> (empty for all), in ordinal order.</summary>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default);
}

/// <summary>A blob and its ETag at the time of reading.</summary>
/// <param name="Content">The complete content.</param>
/// <param name="ETag">Identifies this content of this blob. Without quotes.</param>
public sealed record Blob(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>The condition of a write. The default has no condition.</summary>
public readonly record struct BlobCondition
{
    /// <summary>The blob must not exist (HTTP's <c>If-None-Match: *</c>).</summary>
    public static BlobCondition IfMissing { get; } = new() { MustBeMissing = true };

    /// <summary>The blob must still have this ETag (HTTP's <c>If-Match</c>).</summary>
    public static BlobCondition IfMatch(string etag) => new() { ETag = etag };

    /// <summary>Whether the blob must not exist.</summary>
    public bool MustBeMissing { get; private init; }

    /// <summary>The ETag that the blob must have. Null for any.</summary>
    public string? ETag { get; private init; }
}
