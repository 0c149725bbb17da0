using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>How well filters tell right pairs from wrong ones.</summary>
/// <param name="Name">What the pairs have in common: a task, or "all".</param>
/// <param name="Right">Right pairs.</param>
/// <param name="RightKept">Right pairs that were kept, as of their own task.</param>
/// <param name="Wrong">Wrong pairs.</param>
/// <param name="WrongKept">Wrong pairs that were kept, and right ones that were kept as of another task.</param>
public sealed record FilterScore(string Name, int Right, int RightKept, int Wrong, int WrongKept)
{
    /// <summary>Of what was kept, the share that is right; 1 when nothing was kept.</summary>
    public double Precision => RightKept + WrongKept == 0 ? 1 : (double)RightKept / (RightKept + WrongKept);

    /// <summary>Of what is right, the share that was kept; 1 when nothing is.</summary>
    public double Recall => Right == 0 ? 1 : (double)RightKept / Right;

    internal static FilterScore Of(string name, IEnumerable<(LabelledPair Pair, FilterDecision Decision)> judged)
    {
        // Mistasked pairs are reported apart: how many there are says nothing of synthesis.
        var counted = judged.Where(j => j.Pair.IsRight || j.Pair.RightTask is null).ToList();
        return new(name,
            counted.Count(j => j.Pair.IsRight), counted.Count(j => j.Pair.IsRight && j.Pair.IsRightlyKept(j.Decision)),
            counted.Count(j => !j.Pair.IsRight), counted.Count(j => j.Decision.Kept && !j.Pair.IsRightlyKept(j.Decision)));
    }
}
