using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Warns of a long turn while the turn runs, because a turn that blocks for ever has no end at which to warn. Watches one turn at a time.
/// </summary>
internal sealed class TurnWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly ILogger _log;
    private readonly Timer _timer;
    private volatile InstanceRow? _instance;

    /// <summary>
    /// Creates a watch that warns after <paramref name="limit"/>. It measures the machine's time, because the engine's clock does not
    /// matter for a blocked thread.
    /// </summary>
    public TurnWatch(TimeSpan limit, ILogger log)
    {
        (_limit, _log) = (limit, log);
        _timer = new(_ => Warn());
    }

    public void Begin(InstanceRow instance)
    {
        _instance = instance;
        _timer.Change(_limit, Timeout.InfiniteTimeSpan);
    }

    public void End()
    {
        _instance = null;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Warn()
    {
        // The turn has just ended.
        if (_instance is not { } instance)
            return;
        _log.LogWarning(
            "Orchestrator {Orchestrator} has run a turn of instance {Instance} for {Seconds} s and delays all "
                + "others. Move blocking calls and long computations to an activity.",
            instance.Name, instance.Id, _limit.TotalSeconds);
    }
}
