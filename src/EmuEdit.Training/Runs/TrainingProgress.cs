namespace EmuEdit.Training.Runs;

/// <summary>Progress of a training run; one line of its <c>metrics.jsonl</c>.</summary>
/// <param name="Step">Number of completed steps.</param>
/// <param name="Seconds">Seconds trained, including the time before the run was resumed.</param>
/// <param name="Share">Completed share of the run, 0 to 1.</param>
/// <param name="Loss">Mean training loss since the last report, without skipped steps; NaN if all were skipped.</param>
/// <param name="GradientNorm">Norm of the last gradient, before clipping.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="SamplesPerSecond">Samples per second since the last report.</param>
/// <param name="SecondsLeft">Estimated remaining seconds.</param>
/// <param name="Precision">Precision of the run: <c>float32</c> or <c>bfloat16</c>.</param>
/// <param name="HeldOut">Scores on held-out samples by name; null if this report has none.</param>
/// <param name="Warning">Warnings since the last report; null if there are none.</param>
public sealed record TrainingProgress(
    long Step,
    double Seconds,
    double Share,
    double Loss,
    double GradientNorm,
    double LearningRate,
    double SamplesPerSecond,
    double SecondsLeft,
    string Precision,
    IReadOnlyDictionary<string, double>? HeldOut = null,
    string? Warning = null
);

/// <summary>Result of a run.</summary>
/// <param name="Finished">Whether the run has finished. If false, it was stopped, and continues when run again.</param>
/// <param name="Steps">Number of completed steps.</param>
/// <param name="Seconds">Seconds trained.</param>
/// <param name="HeldOut">Last scores on held-out samples by name.</param>
public sealed record TrainingResult(bool Finished, long Steps, double Seconds, IReadOnlyDictionary<string, double> HeldOut);
