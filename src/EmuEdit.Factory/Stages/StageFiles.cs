using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The files that a shard's stages store beside their outputs. Each file is a separate blob, which
/// the outputs name. The files are deleted with the outputs when the shard is written. A stage writes
/// its files before its output. If it starts again, it may find files of its previous run.
/// </summary>
/// <param name="store">The store with the files.</param>
/// <param name="prefix">The prefix of the blobs' names.</param>
public sealed class StageFiles(IBlobStore store, string prefix)
{
    /// <summary>Writes a file. Cannot be cancelled, because the content was expensive to make.</summary>
    /// <param name="name">A valid <see cref="BlobName"/> without slashes.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="BlobStoreException">The store cannot be written.</exception>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content) =>
        store.PutAsync(prefix + name, content, default, CancellationToken.None);

    /// <summary>Returns the content of a file. Null if the file does not exist.</summary>
    /// <exception cref="BlobStoreException">The store cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await store.FindAsync(prefix + name, cancellationToken).ConfigureAwait(false))?.Content;

    /// <summary>Returns the content of a file.</summary>
    /// <exception cref="BlobStoreException">
    /// The file does not exist, or the store cannot be read.
    /// </exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string name, CancellationToken cancellationToken = default) =>
        (await store.GetAsync(prefix + name, cancellationToken).ConfigureAwait(false)).Content;
}
