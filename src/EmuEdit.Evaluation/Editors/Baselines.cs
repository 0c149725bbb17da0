using System.Collections.Concurrent;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>
/// Makes an edit: a model, which uses only input and instruction, or a baseline. Must be
/// thread-safe.
/// </summary>
/// <param name="sample">The sample to edit.</param>
/// <param name="index">Index of the sample, used as seed.</param>
/// <returns>The edited image, of the input's size.</returns>
public delegate Image ImageEditor(EditSample sample, long index);

/// <summary>Editors that understand nothing, as baselines for success rates.</summary>
public static class Baselines
{
    /// <summary>Returns the input unchanged.</summary>
    public static ImageEditor Copy { get; } = (sample, _) => sample.Input;

    /// <summary>
    /// Creates an editor that returns, for each task, the mean of <paramref name="count"/>
    /// targets of that task. The first use of a task computes its mean.
    /// </summary>
    /// <param name="dataset">Source of the targets, with another seed than the scored samples.</param>
    /// <param name="count">Number of targets per task, at least 1; default 200.</param>
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
