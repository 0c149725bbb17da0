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
        return _store ??= await AzureBlobStore.OpenAsync(azurite.ConnectionString, "test-" + Guid.NewGuid().ToString("N"), Stop);
    }

    [Fact]
    public async Task Open_ContainerWithAnImpossibleName_IsOneLine()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        var refused = await Assert.ThrowsAsync<BlobStoreException>(() =>
            AzureBlobStore.OpenAsync(azurite.ConnectionString, "No_Such_Name", Stop)
        );
        Assert.Single(refused.Message.Split('\n'));
    }

    [Theory]
    [InlineData("http://name.blob.core.windows.net/container", "https")]
    [InlineData("https://name.blob.core.windows.net", "one container")]
    [InlineData("https://name.blob.core.windows.net/container/folder", "one container")]
    [InlineData("https://name.blob.core.windows.net/container?sig=secret", "without a query")]
    [InlineData("AccountKey-secret", "connection string")]
    public async Task Open_LocationThatIsNone_SaysWhatIsAllowedAndRepeatsNoSecret(string location, string said)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => AzureBlobStore.OpenAsync(location, Stop));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ConnectionStringAlone_IsTheDefaultContainer()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        var (store, name) = (await AzureBlobStore.OpenAsync(azurite.ConnectionString, Stop), Guid.NewGuid().ToString("N"));
        await store.PutAsync(name, Bytes("1"), cancellationToken: Stop);
        var same = await AzureBlobStore.OpenAsync(azurite.ConnectionString, AzureBlobStore.DefaultContainer, Stop);
        Assert.Equal("1", Text(await same.GetAsync(name, Stop)));
    }

    [Fact]
    public async Task Open_NeitherUrlNorConnectionString_DoesNotRepeatIt()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            AzureBlobStore.OpenAsync("AccountKey-secret", "container", Stop)
        );
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
