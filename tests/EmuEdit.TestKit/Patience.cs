using System.Runtime.CompilerServices;

namespace EmuEdit.TestKit;

/// <summary>
/// How long tests wait. Nothing that works comes near the limit, on whatever machine and whatever
/// else computes there; it ends what hangs.
/// </summary>
public static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20), Look = TimeSpan.FromSeconds(1);

    /// <summary>How long something may take that shows no progress.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Waits until something is so.</summary>
    /// <param name="holds">Whether it is.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="what">What is waited for; the expression itself unless it is given.</param>
    /// <exception cref="TimeoutException">It has not become so within <see cref="Limit"/>.</exception>
    public static Task Until(
        Func<Task<bool>> holds,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    ) => Last(holds, held => held, cancellation, what);

    /// <inheritdoc cref="Until(Func{Task{bool}}, CancellationToken, string)"/>
    public static Task Until(
        Func<bool> holds,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    ) => Until(() => Task.FromResult(holds()), cancellation, what);

    /// <summary>Looks at something until it is as wanted, for as long as it changes.</summary>
    /// <returns>What was seen last, which is as wanted.</returns>
    /// <exception cref="TimeoutException">
    /// It has not changed for <see cref="Limit"/>; says what was seen last.
    /// </exception>
    public static async Task<T> Last<T>(
        Func<Task<T>> look,
        Func<T, bool> wanted,
        CancellationToken cancellation,
        [CallerArgumentExpression(nameof(wanted))] string what = ""
    )
    {
        var (clock, before) = (new WatchedTime(), "");
        while (true)
        {
            var seen = await look();
            if (wanted(seen))
                return seen;
            clock.Look();
            if ($"{seen}" is var now && now != before)
                clock.Restart();
            if (clock.Elapsed > Limit)
                throw new TimeoutException($"Waited for: {what}\nFor {Limit.TotalMinutes:0} minutes it has been: {now}");
            before = now;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>The end of a task that ends by itself.</summary>
    /// <exception cref="TimeoutException">It has not ended within <see cref="Limit"/>.</exception>
    public static async Task<T> Ends<T>(this Task<T> task)
    {
        await Ends((Task)task);
        return await task;
    }

    /// <inheritdoc cref="Ends{T}(Task{T})"/>
    public static async Task Ends(this Task task)
    {
        for (var clock = new WatchedTime(); await Task.WhenAny(task, Task.Delay(Look)) != task; clock.Look())
            if (clock.Elapsed > Limit)
                throw new TimeoutException($"A task that should end by itself has not done so in {Limit.TotalMinutes:0} minutes.");
        await task;
    }
}
