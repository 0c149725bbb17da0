namespace EmuEdit.Factory;

/// <summary>
/// Measures the processor time of a stage. Only the time of the whole process is known, so concurrent
/// stages share it equally. A stage that waits for a service is charged only while no other stage
/// computes.
/// </summary>
internal sealed class ProcessorTime : IDisposable
{
    private static readonly Lock s_lock = new();
    private static readonly HashSet<ProcessorTime> s_running = [];
    private static TimeSpan s_counted;

    private readonly bool _waits;
    private double _seconds;

    private ProcessorTime(bool waits) => _waits = waits;

    /// <summary>Starts to measure.</summary>
    /// <param name="waits">Whether the stage mostly waits for a service.</param>
    public static ProcessorTime Start(bool waits = false)
    {
        var started = new ProcessorTime(waits);
        lock (s_lock)
        {
            Charge();
            s_running.Add(started);
        }
        return started;
    }

    /// <summary>The processor time since the start, in core-seconds.</summary>
    public double Seconds
    {
        get
        {
            lock (s_lock)
            {
                Charge();
                return _seconds;
            }
        }
    }

    /// <summary>Ends the measurement.</summary>
    public void Dispose()
    {
        lock (s_lock)
        {
            Charge();
            s_running.Remove(this);
        }
    }

    private static void Charge()
    {
        var used = Environment.CpuUsage.TotalTime;
        var computing = s_running.Where(r => !r._waits).ToList();
        List<ProcessorTime> charged = computing.Count > 0 ? computing : [.. s_running];
        foreach (var stage in charged)
            stage._seconds += (used - s_counted).TotalSeconds / charged.Count;
        s_counted = used;
    }
}
