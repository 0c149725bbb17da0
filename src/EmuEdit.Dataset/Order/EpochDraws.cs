using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// How often an epoch has each sample. Of a task with n samples of which m shall be drawn, sample k is drawn floor(((k + 1) m + o) / n) -
/// floor((k m + o) / n) times: m in all, and no sample more than once oftener than another. The offset o is another one each epoch, so that
/// where m is below n no sample is always left out. Nothing is stored but the samples of each task.
/// </summary>
internal sealed class EpochDraws(IReadOnlyList<TaskSamples> tasks)
{
    private const int Stream = 7, StreamStep = 16;

    /// <summary>Every sample once.</summary>
    public static EpochDraws Once(long count) => new([new(null, count, count)]);

    /// <summary>Samples of an epoch.</summary>
    public long Count { get; } = tasks.Sum(t => t.Draws);

    /// <summary>How many samples an epoch draws of those before an index.</summary>
    public long Before(long seed, long epoch, long index) => tasks.Index().Sum(t => Drawn(t.Item, t.Item.Before(index), Offset(seed, epoch, t.Index)));

    /// <summary>One of the samples that an epoch draws in a range of indices.</summary>
    /// <param name="seed">Of the offsets.</param>
    /// <param name="epoch">Which epoch.</param>
    /// <param name="first">First index of the range.</param>
    /// <param name="end">The index after its last.</param>
    /// <param name="draw">Which of the draws, from 0; as many as <see cref="Before"/> of both ends says.</param>
    /// <returns>Its index.</returns>
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

    private long Offset(long seed, long epoch, int task) => new CounterRandom(seed, epoch, Stream + StreamStep * task).Next((int)tasks[task].Count);
}

/// <summary>The samples of a task and how many of them an epoch draws.</summary>
/// <param name="Indices">Their indices, ascending; null where they are all that there are.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Draws">How many an epoch draws.</param>
internal readonly record struct TaskSamples(int[]? Indices, long Count, long Draws)
{
    /// <summary>The index of one.</summary>
    public long this[long place] => Indices?[place] ?? place;

    /// <summary>How many stand before an index.</summary>
    public long Before(long index) => Indices is null ? index : Array.BinarySearch(Indices, (int)index) is var at && at < 0 ? ~at : at;
}
