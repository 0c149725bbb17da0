using System.Collections.Concurrent;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>Editors that understand nothing: what a success rate must be compared with.</summary>
public static class Baselines
{
    /// <summary>Leaves the input as it is.</summary>
    public static ImageEditor Copy { get; } = (sample, _) => sample.Input;

    /// <summary>Answers each task with the mean of <paramref name="count"/> targets of that task, which is made when it is first asked for.</summary>
    /// <param name="dataset">Where the targets come from; of another seed than the samples that are scored.</param>
    /// <param name="count">Targets a task, at least 1; default 200.</param>
    public static ImageEditor MeanTarget(WorldDataset dataset, int count = 200)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var means = new ConcurrentDictionary<EditTask, Lazy<Image>>();
        return (sample, _) => means.GetOrAdd(sample.Task, task => new(() => Mean(dataset, task, count))).Value;
    }

    private static Image Mean(WorldDataset dataset, EditTask task, int count)
    {
        var sums = new long[3 * dataset.Size * dataset.Size];
        for (var i = 0; i < count; i++)
        {
            var target = dataset.Sample(i, task).Target.Pixels;
            for (var p = 0; p < sums.Length; p++)
                sums[p] += target[p];
        }
        return new(dataset.Size, dataset.Size, Array.ConvertAll(sums, s => (byte)((s + count / 2) / count)));
    }
}
