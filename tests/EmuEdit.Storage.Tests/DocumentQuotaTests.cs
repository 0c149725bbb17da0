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
            await quota.TakeAsync(Stop);
            await blobs.PutAsync($"things/{i}.json", "{}"u8.ToArray(), cancellationToken: Stop);
        }
        Assert.Contains(
            "3 things",
            (await Assert.ThrowsAsync<BusyException>(() => quota.TakeAsync(Stop))).Message,
            StringComparison.Ordinal
        );
        await blobs.DeleteAsync("things/1.json", Stop);
        await quota.TakeAsync(Stop);
    }

    [Fact]
    public async Task Take_OtherFiles_DoNotCount()
    {
        var (blobs, quota) = Three();
        foreach (var name in new[] { "things/0/run/a.json", "things/0.png", "thing.json", "other/0.json" })
            await blobs.PutAsync(name, "{}"u8.ToArray(), cancellationToken: Stop);
        for (var i = 0; i < 3; i++)
            await quota.TakeAsync(Stop);
    }

    private static (MemoryBlobStore Blobs, DocumentQuota Quota) Three() =>
        new MemoryBlobStore() is var blobs ? (blobs, new(blobs, "things/", 3, "things")) : default;
}
