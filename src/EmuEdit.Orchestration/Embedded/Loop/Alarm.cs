namespace EmuEdit.Orchestration.Embedded;

/// <summary>Rings at a time.</summary>
internal sealed class Alarm(TimeProvider time, Action ring) : IDisposable
{
    // Timers take no longer spans; it rings for nothing then, and is set again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ITimer _timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets it, in place of the time set before; null: never.</summary>
    public void Set(DateTimeOffset? due) => _timer.Change(due is { } at ? Wait(at - time.GetUtcNow()) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    // Whole milliseconds, rounded up: a timer that rings too early finds nothing due.
    private static TimeSpan Wait(TimeSpan left) =>
        left <= TimeSpan.Zero ? TimeSpan.Zero : left >= Longest ? Longest : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
