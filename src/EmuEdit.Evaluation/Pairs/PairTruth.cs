using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Whether a pair is right, by the edit that the built-in world makes of the same scene.</summary>
internal static class PairTruth
{
    /// <summary>Scores the picture of a pair that was made; the other one is the world's. Of a swapped pair it is the one before the edit.</summary>
    public static EditScore Score(EditSample pair, bool swapped, EditSample truth) => swapped
        ? EditScore.Of(pair.Input, truth with { Input = truth.Target, Target = truth.Input })
        : EditScore.Of(pair.Target, truth);
}
