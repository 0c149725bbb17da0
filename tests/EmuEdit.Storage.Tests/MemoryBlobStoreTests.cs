using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

/// <summary>What other tests measure with is a store like the others.</summary>
public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    private readonly MemoryBlobStore _store = new();

    protected override Task<IBlobStore> Store() => Task.FromResult<IBlobStore>(_store);
}
