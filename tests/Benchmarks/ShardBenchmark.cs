using EmuEdit.Dataset;
using EmuEdit.TestKit;
using EmuEdit.World;

namespace EmuEdit.Benchmarks;

/// <summary>
/// Reading edits from a shard in random order, against drawing them from the world, both on one
/// thread: a trainer must not wait longer for stored samples.
/// </summary>
internal static class ShardBenchmark
{
    private const int Count = 500, Size = 64;

    public static Measurement Run()
    {
        using var folder = new TemporaryFolder();
        var world = new WorldDataset(1, Size);
        ShardWriter.Write(folder["world.tar"], Enumerable.Range(0, Count).Select(i => KeyValuePair.Create($"{i}", world.Sample(i))));
        var (shards, order) = (ShardDataset.Open([folder.Path], Size), new EpochShuffle(1, Count));
        var reading = Stopwatches.Best(3, () => All(i => shards.Sample(order[i])));
        var drawing = Stopwatches.Best(3, () => All(i => world.Sample(i)));
        return new($"{Count} edits from a shard, {Size} x {Size}", reading, "drawing them from the world", drawing, allowedRatio: 1);
    }

    private static void All(Func<long, object> sample)
    {
        for (var i = 0; i < Count; i++)
            sample(i);
    }
}
