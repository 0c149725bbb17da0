using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>How often a task predictor is right.</summary>
/// <param name="Count">Instructions.</param>
/// <param name="Correct">Those whose task was predicted.</param>
/// <param name="Confusions">What was mistaken for what, the most frequent first.</param>
public sealed record TaskAccuracy(int Count, int Correct, IReadOnlyList<(EditTask Task, EditTask Predicted, int Count)> Confusions)
{
    /// <summary>Share of correct predictions, 0..1.</summary>
    public double Share => (double)Correct / Count;

    /// <summary>Asks for the task of the first instructions of a data set.</summary>
    /// <param name="predict">From instruction to task; called from several threads at once.</param>
    /// <param name="dataset">The instructions; held-out phrasings tell understanding from memory.</param>
    /// <param name="count">How many, at least 1.</param>
    public static TaskAccuracy Measure(Func<string, EditTask> predict, WorldDataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var answers = Enumerable.Range(0, count).AsParallel().AsOrdered().Select(i => dataset.Instruction(i)).Select(i => (i.Task, Predicted: predict(i.Instruction))).ToList();
        var confusions = answers.Where(a => a.Task != a.Predicted).GroupBy(a => a).Select(g => (g.Key.Task, g.Key.Predicted, g.Count()));
        return new(count, answers.Count(a => a.Task == a.Predicted), [.. confusions.OrderByDescending(c => c.Item3).ThenBy(c => c.Task.Index)]);
    }
}
