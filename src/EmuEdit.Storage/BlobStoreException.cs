using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>A store cannot be read or written, for example because it is full, read-only or cannot be reached.</summary>
/// <param name="message">What was attempted and why it failed, in one line.</param>
/// <param name="inner">The exception of the file system or the service.</param>
public class BlobStoreException(string message, Exception? inner = null) : IOException(message, inner), ITransientFault
{
    /// <inheritdoc/>
    public virtual bool IsTransient => true;
}

/// <summary>A blob's content differs from what was written. Reading it again does not help.</summary>
/// <param name="name">The blob's name.</param>
/// <param name="problem">What is wrong, and what the user can do, if anything.</param>
/// <param name="inner">The reader's exception.</param>
public sealed class DamagedBlobException(string name, string problem, Exception? inner = null)
    : BlobStoreException($"Blob {name} is damaged: {problem}", inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The condition of a write does not hold: another writer was first.</summary>
/// <param name="name">The blob's name.</param>
/// <param name="inner">The service's exception.</param>
public sealed class StaleBlobException(string name, Exception? inner = null)
    : BlobStoreException($"Blob {name} was changed by another writer.", inner);

/// <summary>A required blob does not exist.</summary>
/// <param name="name">The blob's name.</param>
public sealed class MissingBlobException(string name) : BlobStoreException($"Blob {name} is missing.")
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>Operations that are the same for every store.</summary>
public static class BlobStoreExtensions
{
    /// <summary>Reads a blob that must exist.</summary>
    /// <exception cref="MissingBlobException">The blob does not exist.</exception>
    public static async Task<Blob> GetAsync(this IBlobStore store, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new MissingBlobException(name);
    }

    /// <summary>Deletes the blobs whose names begin with <paramref name="prefix"/>. If it is interrupted, it can be called again.</summary>
    public static async Task DeleteAllAsync(this IBlobStore store, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (var name in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
