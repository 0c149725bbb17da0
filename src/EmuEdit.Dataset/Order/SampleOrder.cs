using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// An endless order over the samples of a data set that suits data in groups, such as the row groups of Parquet files, which are read as a
/// whole. Each epoch shuffles the groups (Fisher and Yates), cuts them into windows of as many groups as memory may hold, and shuffles the
/// samples of each window (<see cref="EpochShuffle"/>), so a group is read once per epoch. The sample at a position depends only on (seed,
/// position, sizes of the groups, draws), so a run can start anywhere. The current epoch takes 12 bytes of memory per group. When
/// neighbouring samples are similar, they mix well only if a window holds many groups. With a single group the order is that of
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

    /// <summary>Creates an order with every sample once per epoch.</summary>
    /// <param name="seed">Seed of the orders.</param>
    /// <param name="groups">The groups of samples; at least one sample.</param>
    public static SampleOrder Of(long seed, SampleGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return new(seed, groups, EpochDraws.Once(groups.Ends[^1]));
    }

    /// <summary>
    /// Creates an order in which each task has its share; the samples of a task are equally frequent. An epoch has about as many samples as
    /// these tasks have.
    /// </summary>
    /// <param name="seed">Seed of the orders.</param>
    /// <param name="groups">The groups of samples.</param>
    /// <param name="tasks">The samples of each task, ascending; together they are all samples.</param>
    /// <param name="balance">The frequency of each task.</param>
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

    /// <summary>Number of samples in an epoch.</summary>
    public long EpochLength => _draws.Count;

    /// <summary>The sample at a position.</summary>
    /// <param name="position">Position, at least 0; epoch e begins at e * <see cref="EpochLength"/>.</param>
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
            var (start, end) = (
                epoch.Groups.First(window * _groups.Window),
                epoch.Groups.First(Math.Min((window + 1) * _groups.Window, epoch.Order.Length))
            );
            var windows = (epoch.Order.Length + _groups.Window - 1) / _groups.Window;
            var shuffled = start + new EpochShuffle(_seed, end - start)[(number * windows + window) * (end - start) + place - start];
            var group = epoch.Groups.Of(shuffled);
            return _draws.Sample(
                _seed,
                number,
                _groups.First(epoch.Order[group]),
                _groups.Ends[epoch.Order[group]],
                shuffled - epoch.Groups.First(group)
            );
        }
    }

    private Epoch Start(long number)
    {
        int[] order = [.. new CounterRandom(_seed, number, Stream).Shuffle(Enumerable.Range(0, _groups.Ends.Count))];
        var at = 0L;
        return new(number, order, _groups with { Ends = [.. order.Select(g => at += Before(_groups.Ends[g]) - Before(_groups.First(g)))] });

        long Before(long index) => _draws.Before(_seed, number, index);
    }

    /// <param name="Number">Number of the epoch.</param>
    /// <param name="Order">The groups in the order of the epoch.</param>
    /// <param name="Groups">Where the draws of each group end in the epoch.</param>
    private sealed record Epoch(long Number, int[] Order, SampleGroups Groups);
}
