using EmuEdit.Core;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>Result of an inversion.</summary>
/// <param name="Run">How the run ended.</param>
/// <param name="Vector">The embedding v_new. If the run was stopped, the best so far.</param>
/// <param name="StartedFrom">The task whose embedding had the lowest error on the examples before learning.</param>
/// <param name="Before">Error of that embedding on the held-out examples; on all examples if none is held out.</param>
/// <param name="After">Error of <paramref name="Vector"/> on the same examples.</param>
/// <param name="BestStep">
/// Step after which the vector was found; 0 if learning found none better than the first.
/// </param>
/// <param name="Learned">Number of training examples.</param>
/// <param name="HeldOut">Number of held-out examples.</param>
public sealed record TaskInversionResult(
    TrainingResult Run,
    float[] Vector,
    string StartedFrom,
    double Before,
    double After,
    long BestStep,
    int Learned,
    int HeldOut
)
{
    /// <summary>Scores of the initial embedding on <see cref="TaskInversionOptions.Test"/>.</summary>
    internal IReadOnlyList<EditScore> ScoresBefore { get; init; } = [];

    /// <summary>Scores of the learned weights on <see cref="TaskInversionOptions.Test"/>.</summary>
    internal IReadOnlyList<EditScore> Scores { get; init; } = [];
}
