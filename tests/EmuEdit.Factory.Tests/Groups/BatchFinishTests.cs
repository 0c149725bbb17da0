using System.Diagnostics;
using EmuEdit.Dataset;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>A batch's files become a data set, group by group.</summary>
public sealed class BatchFinishTests(ITestOutputHelper output) : IDisposable
{
    private const string Prefix = "batches/b/files/";

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryBlobStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OneGroup_HasTheBytesOfAFolderThatIsFinishedAtOnce()
    {
        var (batch, store) = (new NoiseBatch(_store, Prefix), new Watched(_store, _folder["scratch"]));
        await FinishAsync(store, batch, NoiseBatch.Groups(await batch.WriteAsync(9, size: 16, Stop), ShardGroups.MostBytes));
        await foreach (var name in _store.ListAsync(Prefix, Stop))
            if (name.Contains("/shards/", StringComparison.Ordinal) || name.Contains("/rejects/", StringComparison.Ordinal))
                await CopyAsync(name, "whole");
        await DatasetFinisher.FinishAsync(_folder["whole"], NoiseBatch.Plan, batch.Ledger, cancellationToken: Stop);
        Assert.Equal(
            Directory.EnumerateFiles(_folder["whole"], "*", SearchOption.AllDirectories).Count(),
            await _store.ListAsync(Prefix, Stop).CountAsync(Stop)
        );
        await foreach (var name in _store.ListAsync(Prefix, Stop))
            Assert.Equal(
                await File.ReadAllBytesAsync(_folder["whole/" + name[Prefix.Length..]], Stop),
                (await _store.GetAsync(name, Stop)).Content.ToArray()
            );
    }

    [Fact]
    public async Task ManyGroups_AreACompleteDataSet_AndTheScratchFolderHoldsOneGroup()
    {
        var (shards, size) = Environment.GetEnvironmentVariable("EMUEDIT_LONG") == "1" ? (400, 48) : (40, 16);
        using var files = new FolderBlobStore(_folder["blobs"]);
        var batch = new NoiseBatch(files, Prefix);
        var written = await batch.WriteAsync(shards, size, Stop);
        var mostBytes = written.Sum(s => s.Bytes) / 10;
        var store = new Watched(files, _folder["scratch"]);
        var (groups, clock) = (NoiseBatch.Groups(written, mostBytes), Stopwatch.StartNew());
        Assert.InRange(groups.Count, 10, 14);
        var most = await FinishAsync(store, batch, groups);
        output.WriteLine(
            $"{shards} shards, {written.Sum(s => s.Bytes) / 1e6:0.0} MB in {groups.Count} groups: {clock.Elapsed.TotalSeconds:0.0} s, "
                + $"scratch {most / 1e6:0.00} MB, then {store.Most / 1e6:0.0} MB, largest blob {store.Largest / 1e6:0.0} MB, "
                + $"working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"
        );
        // The group's shards and their copy; images of noise do not become smaller.
        Assert.InRange(most, mostBytes / 2, (long)(2.2 * mostBytes));
        // Then the pages and a shard.
        Assert.InRange(store.Most, mostBytes / 2, 4_000_000);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["scratch"]));

        await foreach (var name in files.ListAsync(Prefix, Stop))
            await CopyAsync(name, "set", files);
        Assert.Empty(DatasetManifest.Verify(_folder["set"], Stop));
        var manifest = DatasetManifest.Read(_folder["set"]);
        Assert.Equal((3 * shards, 2 * shards), (manifest.Samples.Kept, manifest.Samples.Rejected));
        var read = ParquetDataset.Open(Directory.GetFiles(_folder["set/data"]).Order().ToList(), new() { Size = size });
        var tar = ShardDataset.Open([_folder["set/shards"]]);
        Assert.Equal(tar.Count, read.Count);
        foreach (var i in new[] { 0L, tar.Count / 2, tar.Count - 1 })
            Assert.Equal(tar.Sample(i).Input.Pixels, read.Sample(i).Input.Pixels);
    }

    /// <returns>The most bytes in the scratch folder while groups were written.</returns>
    private async Task<long> FinishAsync(Watched store, NoiseBatch batch, IEnumerable<ShardGroup> groups)
    {
        var finish = new BatchFinish(store, Prefix, _folder["scratch"]);
        var parts = new List<DatasetPart>();
        foreach (var group in groups)
            parts.Add(await finish.WriteGroupAsync(group, Stop));
        var most = store.Most;
        await finish.FinishAsync(NoiseBatch.Plan, batch.Ledger, DatasetPart.Sum(parts), Stop);
        return most;
    }

    private async Task CopyAsync(string name, string folder, IBlobStore? store = null)
    {
        var path = _folder[$"{folder}/{name[Prefix.Length..]}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, (await (store ?? _store).GetAsync(name, Stop)).Content.ToArray(), Stop);
    }

    /// <summary>Measures the scratch folder at each blob.</summary>
    private sealed class Watched(IBlobStore store, string scratch) : IBlobStore
    {
        public long Most { get; private set; }

        public long Largest { get; private set; }

        public async Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default)
        {
            Measure();
            return await store.FindAsync(name, cancellationToken);
        }

        public Task<string> PutAsync(
            string name,
            ReadOnlyMemory<byte> content,
            BlobCondition condition = default,
            CancellationToken cancellationToken = default
        )
        {
            Measure();
            Largest = Math.Max(Largest, content.Length);
            return store.PutAsync(name, content, condition, cancellationToken);
        }

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) =>
            store.DeleteAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
            store.ListAsync(prefix, cancellationToken);

        private void Measure() =>
            Most = Math.Max(
                Most,
                new DirectoryInfo(scratch).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length)
            );
    }
}
