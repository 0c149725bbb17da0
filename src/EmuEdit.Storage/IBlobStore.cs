using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Named bytes: a folder in the embedded host, a container of a storage account in Azure. A blob is seen whole or not at all, and its ETag changes with its
/// content, so that a document can be read, changed and written back without losing another writer's change. May be used from several threads.
/// </summary>
public interface IBlobStore
{
    /// <summary>A blob as it is now.</summary>
    /// <param name="name">Its name, see <see cref="BlobName"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Writes a blob; folders on the way are made.</summary>
    /// <param name="name">Its name; its ending decides the content type.</param>
    /// <param name="content">All of it.</param>
    /// <param name="condition">What must hold now; default nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the blob may have been written or not.</param>
    /// <returns>Its new ETag.</returns>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    /// <exception cref="StaleBlobException">The condition does not hold; nothing was written.</exception>
    /// <exception cref="BlobStoreException">The store cannot be written, is full for example; the blob is as it was.</exception>
    Task<string> PutAsync(string name, ReadOnlyMemory<byte> content, BlobCondition condition = default, CancellationToken cancellationToken = default);

    /// <summary>Deletes a blob.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    /// <exception cref="BlobStoreException">It cannot be deleted.</exception>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Names of the blobs that begin with <paramref name="prefix"/> (empty for all), in ordinal order.</summary>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default);
}

/// <summary>A blob as it was read.</summary>
/// <param name="Content">All of it.</param>
/// <param name="ETag">Names this content of this blob; without quotes.</param>
public sealed record Blob(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>What must hold for a blob to be written. The default: nothing.</summary>
public readonly record struct BlobCondition
{
    /// <summary>The blob must not exist (HTTP's <c>If-None-Match: *</c>).</summary>
    public static BlobCondition IfMissing { get; } = new() { MustBeMissing = true };

    /// <summary>The blob must still have this ETag (HTTP's <c>If-Match</c>).</summary>
    public static BlobCondition IfMatch(string etag) => new() { ETag = etag };

    /// <summary>Whether the blob must not exist.</summary>
    public bool MustBeMissing { get; private init; }

    /// <summary>The ETag that it must have; null for any.</summary>
    public string? ETag { get; private init; }
}
