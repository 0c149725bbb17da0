using EmuEdit.World;

namespace EmuEdit.Benchmarks;

/// <summary>
/// Pictures of the world a second, 128 x 128, on all cores, against 200 a second: scene, truth maps
/// and bytes.
/// </summary>
internal static class WorldBenchmark
{
    private const int Pictures = 600, Size = 128;
    private const double WantedPerSecond = 200;

    public static Measurement Run()
    {
        var world = new WorldDataset(1, Size);
        Render(world, Pictures / 2);
        var time = Stopwatches.Time(() => Render(world, Pictures));
        return new(
            $"{Pictures} world pictures, {Size} x {Size}",
            time,
            $"{WantedPerSecond} a second",
            TimeSpan.FromSeconds(Pictures / WantedPerSecond),
            allowedRatio: 1
        );
    }

    private static void Render(WorldDataset world, int count) =>
        Parallel.For(0, count, i => world.Render(world.Scene(i).Scene).ToImage());
}
