using System.Diagnostics;

namespace EmuEdit.TestKit;

/// <summary>
/// Time in which somebody looked. What passes while the tests themselves cannot run, as when a
/// machine sleeps, does not count.
/// </summary>
internal sealed class WatchedTime
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _gap = Stopwatch.StartNew();

    public TimeSpan Elapsed { get; private set; }

    /// <summary>Counts the time since the last look.</summary>
    public void Look()
    {
        Elapsed += _gap.Elapsed < LongestGap ? _gap.Elapsed : LongestGap;
        _gap.Restart();
    }

    public void Restart()
    {
        Elapsed = TimeSpan.Zero;
        _gap.Restart();
    }
}
