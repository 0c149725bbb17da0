namespace EmuEdit.Storage;

/// <summary>Whether a store can be written.</summary>
public static class StoreProbe
{
    private const string Name = "health/probe";

    // What a small picture takes.
    private const int Size = 64 << 10;

    /// <summary>Writes a small blob and deletes it again.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="BlobStoreException">It cannot be written: the disk is full, read-only or out of reach.</exception>
    public static async Task ProbeAsync(this IBlobStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.PutAsync(Name, new byte[Size], default, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(Name, cancellationToken).ConfigureAwait(false);
    }
}
