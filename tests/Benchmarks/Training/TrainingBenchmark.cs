using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// Training steps in the precision that this processor is faster in, against the same step in
/// PyTorch eager (<c>pytorch/editor_step.py</c>), and as anyone writes it in TorchSharp
/// (<see cref="PlainStep"/>). Weights, batch and mathematics are the same, which the script checks
/// in 32 bits before it is timed; the others take the fastest of their precisions and memory
/// layouts. By turns. PyTorch needs a Python that has torch: <c>python3</c>, or what EMUEDIT_PYTHON
/// names.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);
    private const double AllowedOfPyTorch = 0.7, AllowedOfLibtorch = 0.8, AllowedOfSmall = 1;

    public static IEnumerable<Measurement> Run(string bundle)
    {
        TorchRuntime.EnsureLoaded();
        Console.WriteLine($"{Precisions.Describe(Precisions.ForNewRun(TrainingPrecision.Auto))}, {Environment.ProcessorCount} processors");
        foreach (var measurement in Libtorch(bundle))
            yield return measurement;
        if (PyTorch.IsThere)
            yield return AgainstPyTorch(bundle);
        else
            Console.WriteLine(
                "training step in PyTorch: skipped, for there is no Python with torch; on Debian 'apt install "
                    + "python3-torch', and EMUEDIT_PYTHON=/usr/bin/python3 where another Python comes first"
            );
    }

    private static IEnumerable<Measurement> Libtorch(string bundle)
    {
        using (var step = new EditorStep(bundle))
        using (var whole = new EditorStep(bundle, threads: 1))
        using (var random = new TorchSharp.torch.Generator(1))
            yield return AgainstLibtorch($"editor's step, {EditorStep.BatchSize} edits", AllowedOfLibtorch, () => step.Run(), precision =>
                new(whole.State.Weights, whole.Optimiser, precision, ops => whole.Objective.Loss(ops, whole.Batch[0].Samples, random)));
        using (var step = new PredictorStep(bundle))
            yield return AgainstLibtorch(
                $"task predictor's step, {PredictorStep.BatchSize} texts",
                AllowedOfSmall,
                () => step.Run(),
                precision => new(step.State.Weights, step.Optimiser, precision, step.Loss)
            );
    }

    private static Measurement AgainstLibtorch(string name, double allowed, Action ours, Func<TrainingPrecision, PlainStep> plain)
    {
        var precision = Precisions.Available.MinBy(p =>
        {
            using var step = plain(p);
            step.Run();
            return Milliseconds(step.Run);
        });
        using var theirs = plain(precision);
        var (ourTimes, theirTimes) = ByTurns(() => Milliseconds(ours), () => Milliseconds(theirs.Run));
        return new(name, ourTimes, $"plain libtorch, {precision.Name()}", theirTimes, "ms", allowed);
    }

    private static Measurement AgainstPyTorch(string bundle)
    {
        using var folder = new TemporaryFolder();
        var twin = folder["step.safetensors"];
        TwinFile.Write(twin, bundle);
        Console.Write(PyTorch.Check(twin));
        using var step = new EditorStep(bundle);
        var modes = Precisions.Available.Contains(TrainingPrecision.BFloat16)
            ? PyTorch.Modes
            : [.. PyTorch.Modes.Where(m => m.Contains("--float32"))];
        var fastest = modes.MinBy(mode => PyTorch.Time(twin, 1, mode).Milliseconds)!;
        var (ours, theirs) = ByTurns(() => Milliseconds(() => step.Run()), () => PyTorch.Time(twin, 3, fastest).Milliseconds);
        return new(
            $"editor's step, {EditorStep.BatchSize} edits",
            ours,
            $"PyTorch {PyTorch.Time(twin, 1, fastest).Version} {string.Join(' ', fastest)}",
            theirs,
            "ms",
            AllowedOfPyTorch
        );
    }

    // The first round compiles.
    private static (double Ours, double Theirs) ByTurns(Func<double> ours, Func<double> theirs)
    {
        ours();
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Theirs: theirs(), Ours: ours())).ToArray();
        return (Median(rounds.Select(r => r.Ours)), Median(rounds.Select(r => r.Theirs)));
    }

    // The median of three steps, or of as many as fit into the time.
    private static double Milliseconds(Action step)
    {
        var times = new List<TimeSpan>();
        while (times.Count < 3 || times.Aggregate((a, b) => a + b) < LeastTime)
            times.Add(Stopwatches.Time(step));
        return Median(times.Select(t => t.TotalMilliseconds));
    }

    private static double Median(IEnumerable<double> values) =>
        values.Order().ToArray() is var sorted ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2 : 0;
}
