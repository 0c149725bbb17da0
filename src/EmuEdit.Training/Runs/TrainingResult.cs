namespace EmuEdit.Training.Runs;

/// <summary>Result of a run.</summary>
/// <param name="Finished">Whether the run has finished. If false, it was stopped, and continues when run again.</param>
/// <param name="Steps">Number of completed steps.</param>
/// <param name="Seconds">Seconds trained.</param>
/// <param name="HeldOut">Last scores on held-out samples by name.</param>
public sealed record TrainingResult(bool Finished, long Steps, double Seconds, IReadOnlyDictionary<string, double> HeldOut);
