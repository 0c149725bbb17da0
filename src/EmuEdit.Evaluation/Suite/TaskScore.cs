using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Scores of one task, means over its samples.</summary>
/// <param name="Task">The task.</param>
/// <param name="Count">Samples.</param>
/// <param name="Success">Share of edits that succeeded, 0..1.</param>
/// <param name="L1Inside">Mean error to the target inside the true changed region, 0..1.</param>
/// <param name="L1Outside">Mean error outside it, 0..1.</param>
/// <param name="L1Unchanged">What <paramref name="L1Inside"/> would be with every input left as it is.</param>
public sealed record TaskScore(string Task, int Count, double Success, double L1Inside, double L1Outside, double L1Unchanged)
{
    /// <summary>The means of some scores of one task, at least one.</summary>
    public static TaskScore Of(EditTask task, IReadOnlyCollection<EditScore> scores)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(task.Name, scores.Count, scores.Average(s => s.Success ? 1.0 : 0), scores.Average(s => s.Inside), scores.Average(s => s.Outside), scores.Average(s => s.Unchanged));
    }
}
