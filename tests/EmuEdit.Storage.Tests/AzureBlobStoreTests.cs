using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

/// <summary>Against the emulator of Azure Storage; each test in a container of its own.</summary>
public sealed class AzureBlobStoreTests(Azurite azurite) : BlobStoreContract, IClassFixture<Azurite>
{
    private IBlobStore? _store;

    protected override async Task<IBlobStore> Store()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        return _store ??= await AzureBlobStore.Open(azurite.ConnectionString, "test-" + Guid.NewGuid().ToString("N"), Stop);
    }

    [Fact]
    public async Task Open_ContainerWithAnImpossibleName_IsOneLine()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        var refused = await Assert.ThrowsAsync<BlobStoreException>(() => AzureBlobStore.Open(azurite.ConnectionString, "No_Such_Name", Stop));
        Assert.Single(refused.Message.Split('\n'));
    }

    [Fact]
    public async Task Open_NeitherUrlNorConnectionString_DoesNotRepeatIt()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => AzureBlobStore.Open("AccountKey-secret", "container", Stop));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
