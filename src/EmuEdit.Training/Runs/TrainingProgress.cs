namespace EmuEdit.Training.Runs;

/// <summary>How far a training run is; one line of its <c>metrics.jsonl</c>.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Seconds">Seconds trained, resumed parts added.</param>
/// <param name="Share">Share of the run that is over, 0 to 1.</param>
/// <param name="Loss">Mean training loss since the last report, without steps that were skipped; not a number when all were.</param>
/// <param name="GradientNorm">Norm of the last gradient, before clipping.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="SamplesPerSecond">Since the last report.</param>
/// <param name="SecondsLeft">Estimated.</param>
/// <param name="Precision">What the run computes in: <c>float32</c> or <c>bfloat16</c>.</param>
/// <param name="HeldOut">Scores on held-out samples by name, where this report has them; null otherwise.</param>
/// <param name="Warning">What there was to warn of since the last report; null for nothing.</param>
public sealed record TrainingProgress(
    long Step, double Seconds, double Share, double Loss, double GradientNorm, double LearningRate, double SamplesPerSecond, double SecondsLeft, string Precision,
    IReadOnlyDictionary<string, double>? HeldOut = null, string? Warning = null);
