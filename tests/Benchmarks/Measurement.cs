using System.Diagnostics;

namespace EmuEdit.Benchmarks;

/// <summary>A time beside the time it is compared with, both of one run.</summary>
internal sealed record Measurement(string Name, TimeSpan Time, string Baseline, TimeSpan BaselineTime, double AllowedRatio)
{
    public double Ratio => Time / BaselineTime;

    public override string ToString() =>
        $"{Name,-34} {Time.TotalMilliseconds,9:F2} ms   {Baseline,-34} {BaselineTime.TotalMilliseconds,9:F2} ms   ratio {Ratio,5:F2}   allowed {AllowedRatio:F2}";
}

internal static class Stopwatches
{
    /// <summary>The shortest of several runs, the first (which compiles) left out: other programs only ever add time.</summary>
    public static TimeSpan Best(int runs, Action work)
    {
        work();
        return Enumerable.Range(0, runs).Min(_ => Time(work));
    }

    public static TimeSpan Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }
}
