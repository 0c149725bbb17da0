using System.Diagnostics;
using EmuEdit.Training.Runs;

namespace EmuEdit.Cli.Commands;

/// <summary>The output of a training run.</summary>
internal static class TrainReport
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Returns a progress that prints one line every half minute and one per scoring.</summary>
    public static IProgress<TrainingProgress> Lines() => new Printer();

    /// <summary>Prints how the run ended.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped before its end.</exception>
    public static void Print(TrainingResult result, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{(result.Finished ? "finished" : "stopped")} after {result.Steps} steps and {Time(result.Seconds)}");
        foreach (var (name, score) in result.HeldOut)
            Console.WriteLine($"  {name,-28} {score:0.0000}");
        if (!result.Finished)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private static string Time(double seconds) =>
        TimeSpan.FromSeconds(double.IsFinite(seconds) ? Math.Min(seconds, 1e9) : 0).ToString(@"d\.hh\:mm\:ss");

    private sealed class Printer : IProgress<TrainingProgress>
    {
        private long? _last;

        public void Report(TrainingProgress value)
        {
            if (value.HeldOut is null && _last is { } last && Stopwatch.GetElapsedTime(last) < Interval)
                return;
            _last = Stopwatch.GetTimestamp();
            var scores = string.Concat(
                (value.HeldOut ?? new Dictionary<string, double>())
                    .Where(s => !s.Key.Contains('/'))
                    .Select(s => $"  {s.Key} {s.Value:0.000}")
            );
            Console.WriteLine(
                $"{value.Share,5:0.0%}  step {value.Step}  loss {value.Loss:0.00000}  rate {value.LearningRate:0.0e0}  {value.SamplesPerSecond:0.0} samples/s  left {Time(value.SecondsLeft)}{scores}"
            );
        }
    }
}
