using System.Diagnostics;
using System.Globalization;

namespace EmuEdit.TestKit;

/// <summary>Whether a process, with all that it started, still does something: it writes, or it computes.</summary>
internal sealed class Movement(Process process)
{
    // One that waits for another process does so for a minute at most.
    private static readonly TimeSpan StillLimit = TimeSpan.FromMinutes(3), Limit = TimeSpan.FromMinutes(30);
    // Threads that only wake and sleep again take less than that, a process that shares its core with many takes more.
    private static readonly TimeSpan LeastWork = TimeSpan.FromSeconds(0.5), Pause = TimeSpan.FromSeconds(1);

    private readonly WatchedTime _all = new(), _still = new();
    private readonly Stopwatch _pause = new();
    private TimeSpan _work;
    private long _said;

    /// <summary>Looks at it, once a second at most.</summary>
    /// <param name="said">Characters that it has written.</param>
    /// <returns>Why it is taken to hang; null while it moves.</returns>
    public string? WhyItHangs(long said)
    {
        if (_pause.IsRunning && _pause.Elapsed < Pause)
            return null;
        _pause.Restart();
        _all.Look();
        _still.Look();
        var work = OperatingSystem.IsLinux() ? TreeWork() : Work();
        if (said > _said || (work - _work).Duration() >= LeastWork)
            (_said, _work) = Moved(said, work);
        return _still.Elapsed > StillLimit
                ? $"wrote nothing and computed less than {LeastWork.TotalSeconds:0.0} s in {StillLimit.TotalMinutes:0} "
                    + $"minutes, {work.TotalSeconds:0.0} s in all,"
            : _all.Elapsed > Limit ? $"took more than {Limit.TotalMinutes:0} minutes, and computed {work.TotalSeconds:0.0} s,"
            : null;
    }

    private (long, TimeSpan) Moved(long said, TimeSpan work)
    {
        _still.Restart();
        return (said, work);
    }

    private TimeSpan Work()
    {
        process.Refresh();
        return process.HasExited ? _work : process.TotalProcessorTime;
    }

    // The children that have ended and were waited for count with their parents.
    private TimeSpan TreeWork()
    {
        var all = Processes().ToList();
        var children = all.ToLookup(p => p.Parent);
        return TimeSpan.FromSeconds(all.Where(p => p.Id == process.Id).Sum(Work) / 100.0);

        long Work((int Id, int Parent, long Ticks) of) => of.Ticks + children[of.Id].Sum(Work);
    }

    // proc(5): after the name in brackets come state, parent, ..., utime, stime, cutime, cstime, in
    // hundredths of a second.
    private static IEnumerable<(int Id, int Parent, long Ticks)> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(folder) is { } stat)
            {
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                yield return (
                    id,
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture))
                );
            }
    }

    private static string? Stat(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
