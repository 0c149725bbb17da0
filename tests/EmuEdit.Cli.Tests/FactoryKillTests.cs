using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// A factory that is killed again and again and run again: two kills unless EMUEDIT_KILLS says how
/// many. Whatever it was killed in, the data set is the undisturbed one, byte by byte.
/// </summary>
public sealed class FactoryKillTests(FactoryFixture fixture, ITestOutputHelper output) : IClassFixture<FactoryFixture>
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EMUEDIT_KILLS") ?? "2");

    [Fact]
    public async Task Run_KilledAtRandom_GivesTheBytesOfAnUndisturbedRun()
    {
        var (random, kills, runs) = (new CounterRandom(3), 0, 0);
        while (kills < Kills)
        {
            var folder = fixture[$"killed-{runs}"];
            // Odd runs draw two shards at once.
            var arguments = fixture.Run(folder, "--workers", $"{1 + runs++ % 2}");
            while (kills < Kills && !await Finishes(arguments, fixture.Time * random.NextSingle()))
            {
                kills++;
                // Killed when all was done, it has nothing more to do, and says so.
                if (IsDone(folder))
                    break;
            }
            if (!IsDone(folder))
                Assert.Equal(0, (await CliProcess.RunAsync(arguments)).Code);
            fixture.AssertSame(folder);
        }
        output.WriteLine($"{kills} kills in {runs} data sets, each with the bytes of an undisturbed run");
    }

    private static bool IsDone(string folder) =>
        File.Exists(Path.Combine(folder, "manifest.json")) && !Directory.Exists(Path.Combine(folder, ".factory"));

    // False when it was killed before.
    private static async Task<bool> Finishes(string[] arguments, TimeSpan time)
    {
        using var process = CliProcess.Start(arguments);
        await Task.Delay(time, TestContext.Current.CancellationToken);
        if (!process.HasExited)
        {
            process.Kill();
            return false;
        }
        var result = await process.Finish();
        Assert.True(result.Code == 0, result.Error);
        return true;
    }
}
