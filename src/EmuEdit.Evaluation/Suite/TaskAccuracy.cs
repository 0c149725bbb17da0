using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>Accuracy of a task predictor.</summary>
/// <param name="Count">Number of instructions.</param>
/// <param name="Correct">Number of correctly predicted instructions.</param>
/// <param name="Confusions">Wrong predictions with their number, most frequent first.</param>
public sealed record TaskAccuracy(int Count, int Correct, IReadOnlyList<(EditTask Task, EditTask Predicted, int Count)> Confusions)
{
    /// <summary>Share of correct predictions, 0..1.</summary>
    public double Share => (double)Correct / Count;

    /// <summary>Predicts the tasks of the first instructions of a data set.</summary>
    /// <param name="predict">Maps an instruction to a task. Must be thread-safe.</param>
    /// <param name="dataset">
    /// Source of the instructions. Held-out phrasings distinguish understanding from memory.
    /// </param>
    /// <param name="count">Number of instructions, at least 1.</param>
    public static TaskAccuracy Measure(Func<string, EditTask> predict, WorldDataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var answers = Enumerable
            .Range(0, count)
            .AsParallel()
            .AsOrdered()
            .Select(i => dataset.Instruction(i))
            .Select(i => (i.Task, Predicted: predict(i.Instruction)))
            .ToList();
        var confusions = answers.Where(a => a.Task != a.Predicted).GroupBy(a => a).Select(g => (g.Key.Task, g.Key.Predicted, g.Count()));
        return new(
            count,
            answers.Count(a => a.Task == a.Predicted),
            [.. confusions.OrderByDescending(c => c.Item3).ThenBy(c => c.Task.Index)]
        );
    }
}
