using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Files that a shard's stages keep beside their outputs, which name them: blobs of their own that
/// are deleted with the outputs, when the shard is written. A file counts once an output names it,
/// so a stage writes its files first; begun again, it may find files of the time before.
/// </summary>
/// <param name="store">Has them.</param>
/// <param name="prefix">What the names of their blobs begin with.</param>
public sealed class StageFiles(IBlobStore store, string prefix)
{
    /// <summary>Writes a file, also where the process is about to stop: it was paid for.</summary>
    /// <param name="name">A name as <see cref="BlobName"/> says, without slashes.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="BlobStoreException">The store cannot be written.</exception>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content) =>
        store.PutAsync(prefix + name, content, default, CancellationToken.None);

    /// <summary>The content of a file; null where it is not there.</summary>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await store.FindAsync(prefix + name, cancellationToken).ConfigureAwait(false))?.Content;

    /// <summary>The content of a file.</summary>
    /// <exception cref="BlobStoreException">It is not there, or the store cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string name, CancellationToken cancellationToken = default) =>
        (await store.GetAsync(prefix + name, cancellationToken).ConfigureAwait(false)).Content;
}
