using System.Text.Json.Serialization;

namespace EmuEdit.Cli.Terminal;

/// <summary>How far a command's work is.</summary>
/// <param name="Stage">What is being done, for example <c>drawing pairs</c>.</param>
/// <param name="Done">Units that are done.</param>
/// <param name="Total">Units in all; 0 if that is not known.</param>
/// <param name="Unit">What is counted, in the plural. Empty if <paramref name="Done"/> is a percentage.</param>
internal sealed record WorkProgress(string Stage, double Done = 0, double Total = 0, string Unit = "samples")
{
    /// <summary>Units that were kept so far. Null where none are rejected.</summary>
    public long? Kept { get; init; }

    /// <summary>Dollars spent in this run. Null if that is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Whether enough is done to tell the rate and the time left. Default true.</summary>
    [JsonIgnore]
    public bool IsSteady { get; init; } = true;

    /// <summary>Units per second, if the work measures it. Otherwise the display does.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Seconds left, if the work estimates it. Otherwise the display does.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Further figures, for example a loss.</summary>
    public string? Detail { get; init; }

    /// <summary>The share that is done, 0 to 1.</summary>
    public double Share => Total > 0 ? Math.Clamp(Done / Total, 0, 1) : 0;
}

/// <summary>Adds rate and time left to the latest report, and keeps what is done from falling.</summary>
internal sealed class ProgressMeter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private WorkProgress _latest = new("starting");
    private (long At, double Done, string Unit)? _first;

    /// <summary>Takes a report.</summary>
    public void Report(WorkProgress progress)
    {
        lock (_lock)
        {
            var same = _first is { } first && first.Unit == progress.Unit && _latest.Total == progress.Total;
            if (!same && progress.Total > 0)
                // What an earlier run did says nothing about the rate of this one.
                _first = (time.GetTimestamp(), progress.Done, progress.Unit);
            _latest = progress with
            {
                Done = Math.Min(same ? Math.Max(progress.Done, _latest.Done) : progress.Done, Math.Max(progress.Total, 0)),
            };
        }
    }

    /// <summary>The latest report.</summary>
    public WorkProgress Latest
    {
        get
        {
            lock (_lock)
                return WithRate(_latest);
        }
    }

    private WorkProgress WithRate(WorkProgress progress)
    {
        if (!progress.IsSteady || _first is not { } first || time.GetElapsedTime(first.At).TotalSeconds is not (> 0 and var seconds))
            return progress;
        var rate = progress.PerSecond ?? (progress.Done - first.Done) / seconds;
        return rate <= 0
            ? progress
            : progress with { PerSecond = rate, SecondsLeft = progress.SecondsLeft ?? (progress.Total - progress.Done) / rate };
    }
}

/// <summary>Progress as text.</summary>
internal static class ProgressText
{
    /// <summary>A line, for example <c>drawing pairs: 23 of 60 samples (38%), 5 kept, 0.9/s, 0:41 left</c>.</summary>
    public static string Line(WorkProgress progress) =>
        progress.Total > 0 ? $"{progress.Stage}: {Share(progress)}{Facts(progress)}" : $"{progress.Stage} ...";

    /// <summary>What stands beside a bar.</summary>
    public static string BesideBar(WorkProgress progress) => (Counted(progress) + Facts(progress)).TrimStart(',', ' ');

    private static string Counted(WorkProgress p) =>
        p is { Total: > 0, Unit: not "" } ? $"{Math.Floor(p.Done):0} of {p.Total:0} {p.Unit}" : "";

    private static string Share(WorkProgress p) => Counted(p) is { Length: > 0 } counted ? $"{counted} ({Percent(p)})" : Percent(p);

    // 100 % is only reached at the end.
    private static string Percent(WorkProgress p) => $"{Math.Floor(100 * p.Share):0}%";

    private static string Facts(WorkProgress p) =>
        string.Concat(
            p.Kept is { } kept ? $", {kept} kept" : "",
            p.PerSecond is { } rate ? $", {Rate(rate)}" : "",
            p.SecondsLeft is { } left && double.IsFinite(left) ? $", {Time(left)} left" : "",
            p.Cost is { } cost ? FormattableString.Invariant($", ${cost:0.0000} spent") : "",
            p.Detail is { } detail ? $", {detail}" : ""
        );

    private static string Rate(double perSecond) =>
        perSecond >= 0.1 ? FormattableString.Invariant($"{perSecond:0.0}/s") : FormattableString.Invariant($"{60 * perSecond:0.0}/min");

    /// <summary>A time as hours, minutes and seconds.</summary>
    public static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9));
        return time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time:mm\\:ss}" : time.ToString(@"m\:ss");
    }
}
