using EmuEdit.Core;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>What an inversion learned.</summary>
/// <param name="Run">How the run ended.</param>
/// <param name="Vector">The embedding v_new: the best so far where the run was stopped.</param>
/// <param name="StartedFrom">The task whose embedding did the examples best before learning.</param>
/// <param name="Before">The error of that embedding on the held-out examples; on all where none is held out.</param>
/// <param name="After">The same of <paramref name="Vector"/>.</param>
/// <param name="BestStep">The step after which it was found; 0 when learning found no better one than it started from.</param>
/// <param name="Learned">Examples it was learned from.</param>
/// <param name="HeldOut">Examples that were held out.</param>
public sealed record TaskInversionResult(TrainingResult Run, float[] Vector, string StartedFrom, double Before, double After, long BestStep, int Learned, int HeldOut)
{
    /// <summary>Scores of the embedding that it started from on <see cref="TaskInversionOptions.Test"/>.</summary>
    internal IReadOnlyList<EditScore> ScoresBefore { get; init; } = [];

    /// <summary>The same of what was learned.</summary>
    internal IReadOnlyList<EditScore> Scores { get; init; } = [];
}
