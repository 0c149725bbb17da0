using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>A pair with a label whether it is right. Filters see only <see cref="Pair"/>.</summary>
/// <param name="Pair">The pair that filters judge.</param>
/// <param name="Kind">How the pair was made: "true", "degraded", "mistasked",
/// the name of a corruption, or "synthesised" by a factory.</param>
/// <param name="RightTask">The task of which the pair is a right example; null if it is wrong for every task.</param>
/// <param name="Written">The task that the pair was made for. Reports are grouped by it.</param>
public sealed record LabelledPair(ImagePair Pair, string Kind, EditTask? RightTask, EditTask Written)
{
    /// <summary>Whether the pair is right for its task as written; recall counts these pairs.</summary>
    public bool IsRight => RightTask is not null && RightTask == Pair.Sample.Task;

    /// <summary>
    /// Returns whether the pair was accepted as the right task, be it the written or a reassigned
    /// one.
    /// </summary>
    public bool IsRightlyKept(FilterDecision decision) =>
        decision.Kept && RightTask is not null && (decision.Reassigned ?? Pair.Sample.Task) == RightTask;
}
