using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Onnx.Tests;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

public sealed class BlobTaskStoreTests : TaskStoreContract
{
    private readonly MovedTime _time = new();
    private readonly FailingStore _blobs = new();

    protected override Task<ITaskStore> Open(string bundle) => Task.FromResult<ITaskStore>(new BlobTaskStore(_blobs, bundle, _time));

    [Fact]
    public async Task Current_AfterAnotherStoresChange_IsNoOlderThanItMayBe()
    {
        var store = await Open(Folder["toy"]);
        Assert.DoesNotContain("mirror", store.Current.Learned.Keys);
        await (await Library()).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        _time.Move(BlobTaskStore.MaxAge);
        Assert.Contains("mirror", store.Current.Learned.Keys);
    }

    [Fact]
    public async Task Current_WithinItsAge_DoesNotRead()
    {
        var store = await Open(Folder["toy"]);
        for (var i = 0; i < 5; i++)
            Assert.NotEmpty(store.Current.Vectors);
        Assert.Equal(1, _blobs.Reads);
    }

    [Fact]
    public async Task Current_AfterTheStoresOwnChange_HasIt()
    {
        var store = await Open(Folder["toy"]);
        Assert.Empty(store.Current.Learned);
        await new TaskLibrary(store).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Equal(Vector, store.Current.Vectors["mirror"]);
    }

    [Fact]
    public async Task Current_WhileTheBlobsAreAway_IsWhatWasRead()
    {
        var store = await Open(Folder["toy"]);
        await new TaskLibrary(store).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        _blobs.Away = true;
        _time.Move(2 * BlobTaskStore.MaxAge);
        Assert.Contains("mirror", store.Current.Learned.Keys);
        await Assert.ThrowsAsync<BlobStoreException>(() => store.ReadAsync(Stop));
        await Assert.ThrowsAsync<BlobStoreException>(() => new TaskLibrary(store).DeleteAsync("mirror", Stop));
        var fresh = await Open(Folder["toy"]);
        Assert.Throws<BlobStoreException>(() => fresh.Current);
    }

    [Fact]
    public async Task Change_OfATaskThatCameWithTheBundle_IsRefused()
    {
        await new TaskLibrary(Folder["toy"]).AddAsync("shipped", Vector, Mirror, cancellationToken: Stop);
        var library = await Library();
        Assert.Contains(
            "came with the bundle",
            (await Assert.ThrowsAsync<InvalidInputException>(() => library.DeleteAsync("shipped", Stop))).Message
        );
        Assert.Contains(
            "came with the bundle",
            (
                await Assert.ThrowsAsync<InvalidInputException>(() =>
                    library.AddAsync("shipped", [4, 3, 2, 1], Mirror, replace: true, Stop)
                )
            ).Message
        );
        await library.AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Equal(["mirror", "shipped"], (await (await Library()).ListAsync(Stop)).Keys.Order());
    }

    // It can be put into a bundle as its own file.
    [Fact]
    public async Task Change_WritesAWholeFileOfTaskEmbeddings_AndLeavesTheBundleAlone()
    {
        var own = File.ReadAllBytes(Folder["toy/task_embeddings.safetensors"]);
        await (await Library()).AddAsync("mirror", Vector, Mirror, cancellationToken: Stop);
        Assert.Equal(own, File.ReadAllBytes(Folder["toy/task_embeddings.safetensors"]));
        var written = await _blobs.GetAsync($"tasks/{TaskLibrary.ModelOf(Folder["toy"])}.safetensors", Stop);
        File.WriteAllBytes(Folder["toy/task_embeddings.safetensors"], written.Content.ToArray());
        using var bundle = Bundle.Load(Folder["toy"]);
        Assert.Equal(["mirror"], bundle.TaskEmbeddings!.Learned.Keys);
    }

    private sealed class MovedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }

    private sealed class FailingStore : IBlobStore
    {
        private readonly MemoryBlobStore _blobs = new();
        private int _reads;

        public bool Away { get; set; }

        public int Reads => _reads;

        public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _reads);
            return There().FindAsync(name, cancellationToken);
        }

        public Task<string> PutAsync(
            string name,
            ReadOnlyMemory<byte> content,
            BlobCondition condition = default,
            CancellationToken cancellationToken = default
        ) => There().PutAsync(name, content, condition, cancellationToken);

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
            There().DeleteAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            There().ListAsync(prefix, cancellationToken);

        private MemoryBlobStore There() => Away ? throw new BlobStoreException("away") : _blobs;
    }
}
