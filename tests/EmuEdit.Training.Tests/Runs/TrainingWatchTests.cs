using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.TestKit;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Tests.Runs;

/// <summary>Runs of three weights that are to become the numbers of a batch.</summary>
public sealed class TrainingWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_WithBatchesThatAreNoNumbers_SkipsThemAndSaysSo()
    {
        Train(
            40,
            step =>
                step is 3 or 12 or 13 ? float.NaN
                : step == 31 ? float.PositiveInfinity
                : 1
        );
        Assert.Equal(
            ["1 of the last 10 steps skipped", "2 of the last 10 steps skipped", null, "1 of the last 10 steps skipped"],
            Lines().Select(l => l.Warning?.Split(':')[0])
        );
        Assert.Equal(3, _log.Count(l => l.StartsWith("warning: ", StringComparison.Ordinal)));
        // Those that were skipped count for nothing.
        Assert.All(Lines(), l => Assert.True(double.IsFinite(l.Loss)));
        Assert.True(Lines()[^1].Loss < 0.95 * Lines()[0].Loss);
    }

    [Fact]
    public void Run_WithNothingButSuchBatches_StopsAndKeepsTheLastCheckpoint()
    {
        var error = Assert.Throws<InvalidInputException>(() => Train(1000, step => step < 12 ? 1 : float.NaN, checkpointSteps: 10));
        Assert.StartsWith($"no finite loss and gradient in 20 steps in a row, up to step 32, in {_folder.Path}; allowed: ", error.Message);
        var kept = Safetensors.Read(_folder["checkpoint.safetensors"]);
        Assert.Equal(30, Checkpoint.Progress(kept).Step);
        Assert.All(kept.Tensors.SelectMany(t => t.Value.Values), v => Assert.True(float.IsFinite(v)));
        // With sound samples it goes on.
        Assert.True(Train(1000, _ => 1).Finished);
    }

    [Fact]
    public void Run_WithALossThatDoesNotMove_SaysSoOnce()
    {
        Train(2000, _ => 1, rate: 1e-12);
        var warnings = Lines().Where(l => l.Warning is not null).ToList();
        Assert.StartsWith("dead loss: it stays at ", Assert.Single(warnings).Warning);
        // The warm-up, and then a tenth of the run.
        Assert.InRange(warnings[0].Step, 300, 320);
    }

    [Fact]
    public void Run_WithALossThatLearnsOrHasLearnt_SaysNothing()
    {
        // Batches that differ by a tenth: the loss falls for a while and then stays where their noise leaves it.
        Train(2000, step => 1 + 0.1f * new CounterRandom(1, step).NextGaussian());
        Assert.All(Lines(), l => Assert.Null(l.Warning));
    }

    [Fact]
    public void Run_WithWarningsOfTheCaller_WritesThemIntoTheFirstReport()
    {
        Train(20, _ => 1, warnings: ["unbalanced tasks: no add", "more"]);
        Assert.Equal(["unbalanced tasks: no add; more", null], Lines().Select(l => l.Warning));
        Assert.Contains("warning: unbalanced tasks: no add", _log);
    }

    private List<TrainingProgress> Lines() => [.. new MetricsFile(_folder.Path).Read().Where(l => l.HeldOut is null)];

    private TrainingResult Train(
        long steps,
        Func<long, float> target,
        double rate = 0.02,
        long checkpointSteps = long.MaxValue,
        IReadOnlyList<string>? warnings = null
    )
    {
        var options = Toy.Predictor(_folder.Path, steps) with
        {
            Optimiser = new() { LearningRate = rate, WarmUpSteps = 100, WeightDecay = 0 },
            MetricSteps = 10,
            CheckpointSteps = checkpointSteps,
            Log = _log.Add,
            Warnings = warnings ?? [],
        };
        var weights = new Parameter("weights", 0, 1, 3);
        using var state = new TrainingState([weights], options.Optimiser);
        var loop = new TrainingLoop<float>(
            options,
            state,
            step => [new(target(step), 1)],
            (ops, batch, _) => ops.Weight(weights).Plus(-batch).Squared().mean().Plus(0.1 * Math.Abs(batch)),
            _ => new Dictionary<string, double>()
        );
        loop.Prepare(network: new { }, objective: new { });
        return loop.Run(TestContext.Current.CancellationToken);
    }
}
