namespace EmuEdit.Orchestration.Embedded;

/// <summary>Calls an action at a set time.</summary>
internal sealed class Alarm(TimeProvider time, Action ring) : IDisposable
{
    // Timers do not accept longer spans. The alarm then rings early, finds nothing due, and is set again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ITimer _timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets the time of the alarm and replaces the previous time. Null turns the alarm off.</summary>
    public void Set(DateTimeOffset? due) =>
        _timer.Change(due is { } at ? Wait(at - time.GetUtcNow()) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    // Rounds up to whole milliseconds, because a timer that rings too early finds nothing due.
    private static TimeSpan Wait(TimeSpan left) =>
        left <= TimeSpan.Zero ? TimeSpan.Zero : left >= Longest ? Longest : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
