namespace EmuEdit.Storage;

/// <summary>Checks whether a store can be written.</summary>
public static class StoreProbe
{
    private const string Name = "health/probe";

    // The size of a small image.
    private const int Size = 64 << 10;

    /// <summary>Writes a small blob and deletes it again.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="BlobStoreException">The store cannot be written: it is full, read-only or cannot be reached.</exception>
    public static async Task ProbeAsync(this IBlobStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.PutAsync(Name, new byte[Size], default, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(Name, cancellationToken).ConfigureAwait(false);
    }
}
