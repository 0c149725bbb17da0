using EmuEdit.Onnx;

namespace EmuEdit.Learning.Tests;

/// <summary>
/// Learns in so many steps, each a line of a file in the run's folder: the mean brightening of the
/// left half, which is what <see cref="TestKit.TinyBundle"/> can do.
/// </summary>
internal sealed class FakeInverter : ITaskInverter
{
    public const int Steps = 4;

    private int _calls;

    /// <summary>Called before each step, with the steps made.</summary>
    public Action<int, CancellationToken> Before { get; set; } = (_, _) => { };

    /// <summary>Whether a call ends after one step, as the end of a slice makes it.</summary>
    public bool OneStepACall { get; set; }

    /// <summary>The error after learning; before, it is 0.5.</summary>
    public double ErrorAfter { get; set; } = 0.25;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    public LearnedVector? Learn(InversionJob job, IProgress<LearningProgress>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        var file = Path.Combine(job.Folder, "checkpoint.txt");
        var step = File.Exists(file) ? File.ReadAllLines(file).Length : 0;
        for (var made = 0; step < Steps && !cancellationToken.IsCancellationRequested && !(OneStepACall && made == 1); step++, made++)
        {
            job.BetweenSteps?.Invoke();
            Before(step, cancellationToken);
            File.AppendAllText(file, "step\n");
            progress?.Report(new(step + 1, (step + 1.0) / Steps, 1, 0.5, Steps - step));
        }
        File.WriteAllBytes(Path.Combine(job.Folder, "samples.png"), [1, 2, 3]);
        if (step < Steps)
            return null;
        var shift = job.Examples.Samples.Average(s => (s.Target.Pixels[0] - s.Input.Pixels[0]) / 127.5);
        return new([.. Enumerable.Repeat((float)shift, TestKit.TinyBundle.Width)], new()
        {
            Created = DateTimeOffset.UtcNow,
            Phrases = job.AllPhrases,
            Examples = job.Examples.Samples.Count,
            ErrorBefore = 0.5,
            ErrorAfter = ErrorAfter,
            Steps = step,
            Seed = job.Settings.Seed,
            Model = TaskLibrary.ModelOf(job.Bundle),
        });
    }
}
