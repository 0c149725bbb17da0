using EmuEdit.Onnx;
using EmuEdit.Onnx.Tests;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

/// <summary>Against the emulator of Azure Storage; each test in a container of its own.</summary>
public sealed class AzureTaskStoreTests(Azurite azurite) : TaskStoreContract, IClassFixture<Azurite>
{
    private readonly string _container = "test-" + Guid.NewGuid().ToString("N");

    protected override async Task<ITaskStore> Open(string bundle)
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        return new BlobTaskStore(await AzureBlobStore.OpenAsync(azurite.ConnectionString, _container, Stop), bundle);
    }
}
