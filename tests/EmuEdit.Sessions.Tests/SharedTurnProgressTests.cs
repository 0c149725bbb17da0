using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Sessions.Tests;

public class SharedTurnProgressTests
{
    private static readonly TurnReference Turn = new("s", 1);

    private readonly MemoryBlobStore _blobs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_IsFoundByAnotherProcess_UntilItIsForgotten()
    {
        var (maker, other) = (new SharedTurnProgress(_blobs, "p/"), new SharedTurnProgress(_blobs, "p/"));
        Assert.Null(await other.FindAsync(Turn, Stop));
        maker.Report(Turn, new(1, 9, [1]));
        Assert.True(await Found(other) is { Step: 1, Steps: 9, Preview: [1] });
        Assert.Null(await other.FindAsync(new("s", 2), Stop));
        maker.Forget(Turn);
        await Patience.Until(() => _blobs.Count == 0, Stop);
        Assert.Null(await other.FindAsync(Turn, Stop));
    }

    // Its clock stands still.
    [Fact]
    public async Task Report_WithinTheInterval_IsNotWritten()
    {
        var maker = new SharedTurnProgress(_blobs, "p/", new StoppedTime());
        maker.Report(Turn, new(1, 9));
        await Found(new(_blobs, "p/"));
        for (var step = 2; step <= 9; step++)
            maker.Report(Turn, new(step, 9));
        await Task.Delay(50, Stop);
        Assert.Equal(1, (await Found(new(_blobs, "p/")))!.Step);
        Assert.Equal(9, (await maker.FindAsync(Turn, Stop))!.Step);
    }

    [Fact]
    public async Task Report_WhileTheStoreIsAway_DisturbsNobody()
    {
        var maker = new SharedTurnProgress(new AwayStore(), "p/");
        maker.Report(Turn, new(1, 9));
        Assert.Equal(1, (await maker.FindAsync(Turn, Stop))!.Step);
        Assert.Null(await maker.FindAsync(new("s", 2), Stop));
        maker.Forget(Turn);
    }

    private static Task<TurnProgress?> Found(SharedTurnProgress progress) =>
        Patience.Last(() => progress.FindAsync(Turn, Stop), found => found is not null, Stop);

    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private sealed class AwayStore : IBlobStore
    {
        public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default) => throw new BlobStoreException("away");

        public Task<string> PutAsync(
            string name,
            ReadOnlyMemory<byte> content,
            BlobCondition condition = default,
            CancellationToken cancellationToken = default
        ) => throw new BlobStoreException("away");

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => throw new BlobStoreException("away");

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            throw new BlobStoreException("away");
    }
}
