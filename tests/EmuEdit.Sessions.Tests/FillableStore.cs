using EmuEdit.Storage;

namespace EmuEdit.Sessions.Tests;

/// <summary>A store that can be full: nothing can be written then.</summary>
internal sealed class FillableStore(IBlobStore blobs) : IBlobStore
{
    public volatile bool Full;

    public Task<Blob?> Find(string name, CancellationToken cancellation = default) => blobs.Find(name, cancellation);

    public Task<string> Put(string name, ReadOnlyMemory<byte> content, BlobCondition condition = default, CancellationToken cancellation = default) =>
        Full ? throw new BlobStoreException($"Blob {name} cannot be written: no space left on device") : blobs.Put(name, content, condition, cancellation);

    public Task<bool> Delete(string name, CancellationToken cancellation = default) => blobs.Delete(name, cancellation);

    public IAsyncEnumerable<string> List(string prefix, CancellationToken cancellation = default) => blobs.List(prefix, cancellation);
}
