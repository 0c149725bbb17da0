using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Decides whether a pair is right, by the edit that the built-in world makes of the same scene.</summary>
internal static class PairTruth
{
    /// <summary>
    /// Scores the synthesised image of a pair; the other image is the world's.
    /// In a swapped pair, the synthesised image is the one before the edit.
    /// </summary>
    public static EditScore Score(EditSample pair, bool swapped, EditSample truth) => swapped
        ? EditScore.Of(pair.Input, truth with { Input = truth.Target, Target = truth.Input })
        : EditScore.Of(pair.Target, truth);
}
