namespace EmuEdit.Training.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Finished">False when it was stopped; running it again goes on.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="Seconds">Seconds trained.</param>
/// <param name="HeldOut">Last scores on held-out samples by name.</param>
public sealed record TrainingResult(bool Finished, long Steps, double Seconds, IReadOnlyDictionary<string, double> HeldOut);
