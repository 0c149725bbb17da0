using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>How well filters distinguish right pairs from wrong ones.</summary>
/// <param name="Name">What the pairs have in common: a task, or "all".</param>
/// <param name="Right">Number of right pairs.</param>
/// <param name="RightKept">Number of right pairs that were accepted as their own task.</param>
/// <param name="Wrong">Number of wrong pairs.</param>
/// <param name="WrongKept">
/// Number of wrong pairs that were accepted, and of right pairs that were accepted as another task.
/// </param>
public sealed record FilterScore(string Name, int Right, int RightKept, int Wrong, int WrongKept)
{
    /// <summary>Share of right pairs among the accepted pairs; 1 if none was accepted.</summary>
    public double Precision => RightKept + WrongKept == 0 ? 1 : (double)RightKept / (RightKept + WrongKept);

    /// <summary>Share of accepted pairs among the right pairs; 1 if there are none.</summary>
    public double Recall => Right == 0 ? 1 : (double)RightKept / Right;

    internal static FilterScore Of(string name, IEnumerable<(LabelledPair Pair, FilterDecision Decision)> judged)
    {
        // Mistasked pairs are reported separately: their number says nothing about synthesis.
        var counted = judged.Where(j => j.Pair.IsRight || j.Pair.RightTask is null).ToList();
        return new(name,
            counted.Count(j => j.Pair.IsRight), counted.Count(j => j.Pair.IsRight && j.Pair.IsRightlyKept(j.Decision)),
            counted.Count(j => !j.Pair.IsRight), counted.Count(j => j.Decision.Kept && !j.Pair.IsRightlyKept(j.Decision)));
    }
}
