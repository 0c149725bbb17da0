using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Scores of one task: means over its samples.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Success">Share of successful edits, 0..1.</param>
/// <param name="L1Inside">Mean error to the target inside the true changed region, 0..1.</param>
/// <param name="L1Outside">Mean error outside that region, 0..1.</param>
/// <param name="L1Unchanged">The value of <paramref name="L1Inside"/> if every input were returned unchanged.</param>
public sealed record TaskScore(string Task, int Count, double Success, double L1Inside, double L1Outside, double L1Unchanged)
{
    /// <summary>Computes the means of the scores of one task, at least one score.</summary>
    public static TaskScore Of(EditTask task, IReadOnlyCollection<EditScore> scores)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(
            task.Name,
            scores.Count,
            scores.Average(s => s.Success ? 1.0 : 0),
            scores.Average(s => s.Inside),
            scores.Average(s => s.Outside),
            scores.Average(s => s.Unchanged)
        );
    }
}
