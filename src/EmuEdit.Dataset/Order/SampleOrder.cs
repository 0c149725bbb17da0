using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// An endless order over the samples of a data set that is kind to its groups, such as the row groups of Parquet files, which are read as a
/// whole. Each epoch puts the groups into an order of its own (Fisher and Yates), cuts it into windows of as many groups as may be held in
/// memory, and shuffles the samples of a window (<see cref="EpochShuffle"/>): a group is read once an epoch. What stands at a position
/// depends on (seed, position, sizes of the groups, draws) alone, so that a run can start anywhere; what is kept of the epoch at hand is 12
/// bytes a group. Data whose neighbours are alike mix well only when a window holds many groups. With a single group it is the order of
/// <see cref="EpochShuffle"/>. Thread-safe.
/// </summary>
public sealed class SampleOrder
{
    private const int Stream = 6;

    private readonly long _seed;
    private readonly SampleGroups _groups;
    private readonly EpochDraws _draws;
    private volatile Epoch _epoch;

    private SampleOrder(long seed, SampleGroups groups, EpochDraws draws)
    {
        (_seed, _groups, _draws) = (seed, groups, draws);
        _epoch = Start(0);
    }

    /// <summary>Every sample once an epoch.</summary>
    /// <param name="seed">Which orders.</param>
    /// <param name="groups">Where the samples are; at least one sample.</param>
    public static SampleOrder Of(long seed, SampleGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return new(seed, groups, EpochDraws.Once(groups.Ends[^1]));
    }

    /// <summary>
    /// Samples as often as their task's share says; those of a task all equally often. An epoch has about as many samples as there are of
    /// those tasks.
    /// </summary>
    /// <param name="seed">Which orders.</param>
    /// <param name="groups">Where the samples are.</param>
    /// <param name="tasks">The samples of each task, ascending, together all of them.</param>
    /// <param name="balance">How often each task is seen.</param>
    public static SampleOrder Of(long seed, SampleGroups groups, IReadOnlyDictionary<EditTask, int[]> tasks, TaskBalance balance)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(balance);
        var shares = balance.Shares(tasks);
        var seen = tasks.Where(t => shares.ContainsKey(t.Key)).ToList();
        var count = seen.Sum(t => (long)t.Value.Length);
        var draws = seen.OrderBy(t => t.Key.Name, StringComparer.Ordinal)
            .Select(t => new TaskSamples(t.Value, t.Value.Length, Math.Max(1, (long)Math.Round(count * shares[t.Key]))));
        return new(seed, groups, new([.. draws]));
    }

    /// <summary>Samples of an epoch.</summary>
    public long EpochLength => _draws.Count;

    /// <summary>The sample at a position.</summary>
    /// <param name="position">At least 0; epoch e begins at e * <see cref="EpochLength"/>.</param>
    public long this[long position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            var (number, place) = Math.DivRem(position, EpochLength);
            var epoch = _epoch;
            if (epoch.Number != number)
                _epoch = epoch = Start(number);
            var window = epoch.Groups.Of(place) / _groups.Window;
            var (start, end) = (epoch.Groups.First(window * _groups.Window), epoch.Groups.First(Math.Min((window + 1) * _groups.Window, epoch.Order.Length)));
            var windows = (epoch.Order.Length + _groups.Window - 1) / _groups.Window;
            var shuffled = start + new EpochShuffle(_seed, end - start)[(number * windows + window) * (end - start) + place - start];
            var group = epoch.Groups.Of(shuffled);
            return _draws.Sample(_seed, number, _groups.First(epoch.Order[group]), _groups.Ends[epoch.Order[group]], shuffled - epoch.Groups.First(group));
        }
    }

    private Epoch Start(long number)
    {
        int[] order = [.. new CounterRandom(_seed, number, Stream).Shuffle(Enumerable.Range(0, _groups.Ends.Count))];
        var at = 0L;
        return new(number, order, _groups with { Ends = [.. order.Select(g => at += Before(_groups.Ends[g]) - Before(_groups.First(g)))] });

        long Before(long index) => _draws.Before(_seed, number, index);
    }

    /// <param name="Number">Which epoch.</param>
    /// <param name="Order">The groups in their order.</param>
    /// <param name="Groups">Where the draws of each of them end in the epoch.</param>
    private sealed record Epoch(long Number, int[] Order, SampleGroups Groups);
}
