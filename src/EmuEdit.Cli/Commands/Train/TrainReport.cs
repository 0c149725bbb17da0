using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>The output of a training run.</summary>
internal static class TrainReport
{
    /// <summary>Returns a progress for the display, with one line per scoring.</summary>
    public static IProgress<TrainingProgress> Lines() => new Printer();

    /// <summary>Prints how the run ended.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped before its end.</exception>
    public static void Print(TrainingResult result, CancellationToken cancellationToken)
    {
        var scores = result.HeldOut.Select(s => $"\n  {s.Key,-28} {s.Value:0.0000}");
        CommandOutput.Result(
            $"{(result.Finished ? "finished" : "stopped")} after {result.Steps} steps and "
                + $"{ProgressText.Time(result.Seconds)}{string.Concat(scores)}",
            new { result.Finished, result.Steps, result.Seconds, result.HeldOut }
        );
        if (!result.Finished)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Printer : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            var now = new WorkProgress("training", 100 * value.Share, 100, "")
            {
                PerSecond = value.SamplesPerSecond,
                SecondsLeft = value.SecondsLeft,
                Detail = $"step {value.Step}, loss {value.Loss:0.00000}, learning rate {value.LearningRate:0.0e0}",
            };
            ProgressDisplay.Report(now);
            if (value.HeldOut is { } scores)
                CommandOutput.Say(
                    ProgressText.Line(now)
                        + string.Concat(scores.Where(s => !s.Key.Contains('/')).Select(s => $", {s.Key} {s.Value:0.000}"))
                );
        }
    }
}
