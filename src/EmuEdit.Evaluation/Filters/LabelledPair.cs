using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>A pair of which it is known whether it is right. Filters see <see cref="Pair"/> alone.</summary>
/// <param name="Pair">What filters judge.</param>
/// <param name="Kind">How it was made: "true", "degraded", "mistasked", the corruption, or "synthesised" by a factory.</param>
/// <param name="RightTask">The task as whose example it is right; null when it is wrong as any.</param>
/// <param name="Written">The task that it was drawn for, by which reports are grouped.</param>
public sealed record LabelledPair(ImagePair Pair, string Kind, EditTask? RightTask, EditTask Written)
{
    /// <summary>Whether a pair right as written, which recall counts.</summary>
    public bool IsRight => RightTask is not null && RightTask == Pair.Sample.Task;

    /// <summary>Whether keeping it is right: as its own task, written or reassigned.</summary>
    public bool IsRightlyKept(FilterDecision decision) => decision.Kept && RightTask is not null && (decision.Reassigned ?? Pair.Sample.Task) == RightTask;
}
