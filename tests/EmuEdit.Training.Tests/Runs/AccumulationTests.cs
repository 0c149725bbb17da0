using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Predictor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Tests.Runs;

public sealed class AccumulationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InSeveralBatchesAStep_HasTheGradientOfOneBigBatch()
    {
        Toy.Train(Exact("big", steps: 1) with { BatchSize = 32 });
        Toy.Train(Exact("small", steps: 1) with { BatchSize = 8, AccumulationSteps = 4 });
        var (big, small) = (Read("big"), Read("small"));
        // The first moments after one step are a tenth of the clipped gradient. Sums of 32-bit
        // floats in another order: 1e-5 of the largest.
        var most = Moments(big).Max(t => t.Value.Values.Max(Math.Abs));
        Assert.True(most > 0);
        Assert.All(
            Moments(big),
            t => Assert.All(t.Value.Values.Zip(small.Tensors[t.Key].Values), v => Assert.Equal(v.First, v.Second, 1e-5f * most))
        );
        var (one, four) = (Metrics("big"), Metrics("small"));
        Assert.Equal(one.Loss, four.Loss, 1e-5);
        Assert.Equal(one.GradientNorm, four.GradientNorm, 1e-4);
    }

    // Threads, noise and dropout included.
    [Fact]
    public void Run_StoppedAndResumed_EqualsOneThatNeverStoppedBitForBit()
    {
        Toy.Train(Editor("whole"));
        using (var stop = new CancellationTokenSource())
            Assert.False(new Editor.EditorTrainer(Editor("stopped") with { Progress = new Stop(stop) }).Run(stop.Token).Finished);
        Assert.Equal(1, Checkpoint.Progress(Read("stopped")).Step);
        Toy.Train(Editor("stopped"));
        var (whole, stopped) = (Read("whole"), Read("stopped"));
        Assert.All(whole.Tensors, t => Assert.Equal(t.Value.Values, stopped.Tensors[t.Key].Values));
    }

    private TaskPredictorTrainerOptions Exact(string run, long steps) =>
        Toy.Predictor(_folder[run], steps) with
        {
            ReplacedWords = 0,
            InsertedWords = 0,
            MetricSteps = 1,
        };

    private Editor.EditorTrainerOptions Editor(string run) =>
        Toy.Editor(_folder[run], 3) with
        {
            BatchSize = 8,
            Threads = 2,
            AccumulationSteps = 2,
        };

    private Safetensors Read(string run) => Safetensors.Read(Path.Combine(_folder[run], "checkpoint.safetensors"));

    private TrainingProgress Metrics(string run) => new MetricsFile(_folder[run]).Read()[0];

    private static IEnumerable<KeyValuePair<string, NamedTensor>> Moments(Safetensors file) =>
        file.Tensors.Where(t => t.Key.StartsWith("first/", StringComparison.Ordinal));

    private sealed class Stop(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }
}
