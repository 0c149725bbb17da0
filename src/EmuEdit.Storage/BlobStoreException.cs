using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>A store that cannot be read or written: full, read-only, out of reach.</summary>
/// <param name="message">What was wanted and why it failed, in one line.</param>
/// <param name="inner">What the file system or the service said.</param>
public class BlobStoreException(string message, Exception? inner = null) : IOException(message, inner), ITransientFault
{
    /// <inheritdoc/>
    public virtual bool IsTransient => true;
}

/// <summary>A blob whose content is not what was written. Reading it again does not help.</summary>
/// <param name="name">The blob.</param>
/// <param name="problem">What is wrong, and what to do where there is something.</param>
/// <param name="inner">What the reader said.</param>
public sealed class DamagedBlobException(string name, string problem, Exception? inner = null) : BlobStoreException($"Blob {name} is damaged: {problem}", inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>A condition of a write did not hold: another writer was there first.</summary>
/// <param name="name">The blob.</param>
/// <param name="inner">What the service said.</param>
public sealed class StaleBlobException(string name, Exception? inner = null) : BlobStoreException($"Blob {name} was changed by another writer.", inner);

/// <summary>A blob that should be there is not.</summary>
/// <param name="name">The blob.</param>
public sealed class MissingBlobException(string name) : BlobStoreException($"Blob {name} is missing.")
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>What every store can do, said once.</summary>
public static class BlobStoreExtensions
{
    /// <summary>A blob that must be there.</summary>
    /// <exception cref="MissingBlobException">It is not.</exception>
    public static async Task<Blob> GetAsync(this IBlobStore store, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new MissingBlobException(name);
    }

    /// <summary>Deletes the blobs whose names begin with <paramref name="prefix"/>. Stopped half-way, it can be called again.</summary>
    public static async Task DeleteAllAsync(this IBlobStore store, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (var name in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
