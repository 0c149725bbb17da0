using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// How often an epoch draws each sample. For a task with n samples of which m shall be drawn, sample k is drawn floor(((k + 1) m + o) / n)
/// - floor((k m + o) / n) times. That is m in all, and the numbers of two samples differ by at most one. The offset o changes from epoch to
/// epoch, so that no sample is always left out when m is below n. Only the samples of each task are stored.
/// </summary>
internal sealed class EpochDraws(IReadOnlyList<TaskSamples> tasks)
{
    private const int Stream = 7, StreamStep = 16;

    /// <summary>Draws every sample once.</summary>
    public static EpochDraws Once(long count) => new([new(null, count, count)]);

    /// <summary>Number of samples in an epoch.</summary>
    public long Count { get; } = tasks.Sum(t => t.Draws);

    /// <summary>Counts how many samples an epoch draws from those before an index.</summary>
    public long Before(long seed, long epoch, long index) =>
        tasks.Index().Sum(t => Drawn(t.Item, t.Item.Before(index), Offset(seed, epoch, t.Index)));

    /// <summary>Returns one of the samples that an epoch draws in a range of indices.</summary>
    /// <param name="seed">Seed of the offsets.</param>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="first">First index of the range.</param>
    /// <param name="end">The index after the last of the range.</param>
    /// <param name="draw">Number of the draw, from 0. There are as many as the difference of <see cref="Before"/> at both ends.</param>
    /// <returns>The sample's index.</returns>
    public long Sample(long seed, long epoch, long first, long end, long draw)
    {
        foreach (var (i, task) in tasks.Index())
        {
            var offset = Offset(seed, epoch, i);
            var (low, high) = (Drawn(task, task.Before(first), offset), Drawn(task, task.Before(end), offset));
            if (draw < high - low)
                return task[((low + draw + 1) * task.Count - offset - 1) / task.Draws];
            draw -= high - low;
        }
        throw new ArgumentOutOfRangeException(nameof(draw));
    }

    private static long Drawn(TaskSamples task, long place, long offset) => (place * task.Draws + offset) / task.Count;

    private long Offset(long seed, long epoch, int task) =>
        new CounterRandom(seed, epoch, Stream + StreamStep * task).Next((int)tasks[task].Count);
}

/// <summary>The samples of a task, and how many of them an epoch draws.</summary>
/// <param name="Indices">Their indices, ascending; null when they are all samples of the data set.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Draws">Number of samples that an epoch draws.</param>
internal readonly record struct TaskSamples(int[]? Indices, long Count, long Draws)
{
    /// <summary>The index of one of the samples.</summary>
    public long this[long place] => Indices?[place] ?? place;

    /// <summary>Counts the samples before an index.</summary>
    public long Before(long index) => Indices is null ? index : Array.BinarySearch(Indices, (int)index) is var at && at < 0 ? ~at : at;
}
