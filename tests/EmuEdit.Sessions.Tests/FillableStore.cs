using EmuEdit.Storage;

namespace EmuEdit.Sessions.Tests;

/// <summary>A store that can be full: nothing can be written then.</summary>
internal sealed class FillableStore(IBlobStore blobs) : IBlobStore
{
    public volatile bool Full;

    public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default) => blobs.FindAsync(name, cancellationToken);

    public Task<string> PutAsync(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition = default,
        CancellationToken cancellationToken = default
    ) =>
        Full
            ? throw new BlobStoreException($"Blob {name} cannot be written: no space left on device")
            : blobs.PutAsync(name, content, condition, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => blobs.DeleteAsync(name, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        blobs.ListAsync(prefix, cancellationToken);
}
