using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FolderBlobStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    protected override Task<IBlobStore> Store() => Task.FromResult<IBlobStore>(_store ??= new(_folder.Path));

    // Two stores on one folder share no memory, as two processes do not.
    [Fact]
    public async Task Put_TwoStoresOnOneFolder_OneWins()
    {
        FolderBlobStore[] stores = [new(_folder.Path), new(_folder.Path)];
        for (var round = 0; round < 50; round++)
        {
            var won = await Task.WhenAll(stores.Select(s => Task.Run(() => Wins(s, $"blob{round}"))));
            Assert.Single(won, true);
        }
    }

    [Fact]
    public async Task Put_RefusedOrStopped_LeavesNoFileBehind()
    {
        var store = await Store();
        await store.PutAsync("a/b", Bytes("1"), cancellationToken: Stop);
        await Assert.ThrowsAsync<StaleBlobException>(() => store.PutAsync("a/b", Bytes("2"), BlobCondition.IfMissing, Stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.PutAsync("a/b", Bytes("3"), cancellationToken: new(canceled: true))
        );
        Assert.Equal(["a/b", ".lock"], Files().OrderDescending());
    }

    [Fact]
    public async Task Delete_LastBlobOfAFolder_TakesTheFolderAlong()
    {
        var store = await Store();
        await store.PutAsync("a/b/c", Bytes("1"), cancellationToken: Stop);
        await store.PutAsync("a/d", Bytes("1"), cancellationToken: Stop);
        await store.DeleteAsync("a/b/c", Stop);
        Assert.Equal((false, true), (Directory.Exists(_folder["a/b"]), Directory.Exists(_folder["a"])));
        await store.DeleteAsync("a/d", Stop);
        Assert.False(Directory.Exists(_folder["a"]));
        await store.PutAsync("a/b/c", Bytes("2"), cancellationToken: Stop);
    }

    [Fact]
    public void Constructor_PartialFileOfADeadProcess_IsDeletedWhenItIsOld()
    {
        File.WriteAllText(_folder[".partial-old"], "half");
        File.SetLastWriteTimeUtc(_folder[".partial-old"], DateTime.UtcNow - TimeSpan.FromHours(2));
        File.WriteAllText(_folder[".partial-new"], "being written");
        using (new FolderBlobStore(_folder.Path)) { }
        Assert.Equal([".partial-new", ".lock"], Files().OrderDescending());
    }

    // What a killed process leaves of a write.
    [Fact]
    public async Task List_PartialFile_IsNoBlob()
    {
        var store = await Store();
        await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        File.WriteAllText(_folder[".partial-0"], "half");
        Assert.Equal(["a"], await store.ListAsync("", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Put_FileInTheWay_SaysSoAndWritesNothing()
    {
        var store = await Store();
        await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        Assert.StartsWith(
            "Blob a/b cannot be written: ",
            (await Assert.ThrowsAsync<BlobStoreException>(() => store.PutAsync("a/b", Bytes("2"), cancellationToken: Stop))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("1", Text(await store.GetAsync("a", Stop)));
    }

    [Fact]
    public void Constructor_FileInTheWay_NamesTheFolder()
    {
        File.WriteAllText(_folder["file"], "");
        Assert.Contains(
            _folder["file"],
            Assert.Throws<BlobStoreException>(() => new FolderBlobStore(_folder["file"])).Message,
            StringComparison.Ordinal
        );
    }

    // The kernel's own read-only folder: also an administrator cannot write there.
    [Fact]
    public void Constructor_ReadOnlyFolder_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        Assert.Contains(
            "cannot be used",
            Assert.Throws<BlobStoreException>(() => new FolderBlobStore("/proc/self/emuedit")).Message,
            StringComparison.Ordinal
        );
    }

    private IEnumerable<string> Files() =>
        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.Path, f));

    private static async Task<bool> Wins(FolderBlobStore store, string name)
    {
        try
        {
            await store.PutAsync(name, Bytes("mine"), BlobCondition.IfMissing, Stop);
            return true;
        }
        catch (StaleBlobException)
        {
            return false;
        }
    }
}
