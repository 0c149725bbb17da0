using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

public class DocumentQuotaTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_UpToTheLimit_ThenIsBusyUntilOneIsDeleted()
    {
        var (blobs, quota) = Three();
        for (var i = 0; i < 3; i++)
        {
            await quota.Take(Stop);
            await blobs.Put($"things/{i}.json", "{}"u8.ToArray(), cancellation: Stop);
        }
        Assert.Contains("3 things", (await Assert.ThrowsAsync<BusyException>(() => quota.Take(Stop))).Message, StringComparison.Ordinal);
        await blobs.Delete("things/1.json", Stop);
        await quota.Take(Stop);
    }

    [Fact]
    public async Task Take_OtherFiles_DoNotCount()
    {
        var (blobs, quota) = Three();
        foreach (var name in new[] { "things/0/run/a.json", "things/0.png", "thing.json", "other/0.json" })
            await blobs.Put(name, "{}"u8.ToArray(), cancellation: Stop);
        for (var i = 0; i < 3; i++)
            await quota.Take(Stop);
    }

    private static (MemoryBlobStore Blobs, DocumentQuota Quota) Three() => new MemoryBlobStore() is var blobs ? (blobs, new(blobs, "things/", 3, "things")) : default;
}
