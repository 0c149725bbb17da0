using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Training.Inversion;
using EmuEdit.Training.Runs;

namespace EmuEdit.Trainers;

/// <summary>Learns tasks with libtorch on this machine.</summary>
public sealed class TaskInverter : ITaskInverter
{
    /// <summary>Commit of the code, stored with the run; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public LearnedVector? Learn(InversionJob job, IProgress<LearningProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var result = new TaskInversion(new()
        {
            Folder = job.Folder,
            Bundle = job.Bundle,
            Name = job.Name,
            Examples = job.Examples.Samples,
            Settings = job.Settings,
            Commit = Commit,
            BetweenSteps = Step,
            Progress = progress is null ? null : new Told(progress),
        }).Run(cancellationToken);
        return result.Run.Finished ? new(result.Vector, Describe(job, result)) : null;

        void Step()
        {
            WorkTelemetry.CountStep("task");
            job.BetweenSteps?.Invoke();
        }
    }

    private LearnedTask Describe(InversionJob job, TaskInversionResult result) => new()
    {
        Created = Time.GetUtcNow(),
        Phrases = job.AllPhrases,
        Examples = result.Learned,
        HeldOut = result.HeldOut,
        StartedFrom = result.StartedFrom,
        ErrorBefore = Math.Round(result.Before, 5),
        ErrorAfter = Math.Round(result.After, 5),
        Steps = result.Run.Steps,
        Seconds = Math.Round(result.Run.Seconds, 1),
        Seed = job.Settings.Seed,
        Model = TaskLibrary.ModelOf(job.Bundle),
    };

    private sealed class Told(IProgress<LearningProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new(value.Step, value.Share, value.Loss, value.HeldOut?.GetValueOrDefault("error"), value.SecondsLeft));
    }
}
