using System.Diagnostics;

namespace EmuEdit.Factory.Tests;

public sealed class ProcessorTimeTests
{
    [Fact]
    public void Seconds_OfAStageThatSleeps_AreFewerThanTheClocks()
    {
        // Other tests may compute meanwhile: the measure is of the process. A stage that waits is not charged while another computes.
        using var computing = ProcessorTime.Start();
        using var waiting = ProcessorTime.Start(waits: true);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 0.3)
            Math.Sqrt(clock.ElapsedTicks);
        Assert.InRange(computing.Seconds, 0.05, Environment.ProcessorCount * clock.Elapsed.TotalSeconds + 0.1);
        Assert.Equal(0, waiting.Seconds);
    }

    [Fact]
    public void Seconds_OfStagesAtOnce_AddUpToTheProcesss()
    {
        var before = Environment.CpuUsage.TotalTime;
        using var one = ProcessorTime.Start();
        using var two = ProcessorTime.Start();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 0.3)
            Math.Sqrt(clock.ElapsedTicks);
        var sum = one.Seconds + two.Seconds;
        Assert.InRange(sum, 0.05, (Environment.CpuUsage.TotalTime - before).TotalSeconds + 0.001);
    }
}
