using System.Diagnostics;

namespace EmuEdit.Benchmarks;

/// <summary>A time or an amount of memory beside what it is compared with, both of one run.</summary>
internal sealed record Measurement(string Name, double Value, string Baseline, double BaselineValue, string Unit, double AllowedRatio)
{
    public Measurement(string name, TimeSpan time, string baseline, TimeSpan baselineTime, double allowedRatio)
        : this(name, time.TotalMilliseconds, baseline, baselineTime.TotalMilliseconds, "ms", allowedRatio) { }

    public double Ratio => Value / BaselineValue;

    public bool Holds => Ratio <= AllowedRatio;

    public override string ToString() =>
        $"{Name,-38} {Value,9:F2} {Unit}   {Baseline,-30} {BaselineValue,9:F2} {Unit}   ratio {Ratio,5:F2}   allowed {AllowedRatio:F2}";
}

internal static class Stopwatches
{
    /// <summary>
    /// The shortest of several runs, the first (which compiles) left out: other programs only ever
    /// add time.
    /// </summary>
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
