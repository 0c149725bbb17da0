using System.Collections.Concurrent;

namespace EmuEdit.Instructions.Tests;

/// <summary>
/// A clock that does not wait: it notes how long it should have, and is there. Two minutes and more
/// are time-outs, which are not skipped.
/// </summary>
internal sealed class SkippingTime(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private long _skipped;

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Read(ref _skipped));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= LeastTimeout)
            return System.CreateTimer(callback, state, dueTime, period);
        _waits.Enqueue(dueTime);
        Interlocked.Add(ref _skipped, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
