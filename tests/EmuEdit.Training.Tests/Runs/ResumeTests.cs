using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Tests.Runs;

public sealed class ResumeTests : IDisposable
{
    private const int Steps = 6, StopAfter = 2, KillAfter = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_KilledAndResumed_EqualsOneThatNeverStoppedBitForBit()
    {
        Toy.Train(Toy.Editor(_folder["whole"], Steps));

        // What a kill after step 4 leaves behind: the checkpoint of step 2, the metrics of later steps.
        var checkpoint = Path.Combine(_folder["killed"], "checkpoint.safetensors");
        RunUntil(StopAfter);
        File.Copy(checkpoint, _folder["kept"]);
        RunUntil(KillAfter);
        File.Copy(_folder["kept"], checkpoint, overwrite: true);
        var result = Toy.Train(Toy.Editor(_folder["killed"], Steps));

        Assert.True(result.Finished);
        Assert.Equal(Steps, result.Steps);
        var (whole, killed) = (Read("whole"), Read("killed"));
        Assert.Equal(whole.Tensors.Keys.Order(), killed.Tensors.Keys.Order());
        Assert.All(whole.Tensors, t => Assert.Equal(t.Value.Values, killed.Tensors[t.Key].Values));
        Assert.Equal(Losses("whole"), Losses("killed"));
    }

    [Fact]
    public void Run_OfAFinishedRun_ChangesNothing()
    {
        Toy.Train(Toy.Editor(_folder["whole"], 1));
        var before = Read("whole");
        Toy.Train(Toy.Editor(_folder["whole"], 1));
        var after = Read("whole");
        Assert.All(before.Tensors, t => Assert.Equal(t.Value.Values, after.Tensors[t.Key].Values));
    }

    // As a slice whose time is over before the first step.
    [Fact]
    public void Run_StoppedBeforeItsFirstStep_GoesOnByOne()
    {
        for (var step = 1; step <= 3; step++)
        {
            var run = new EditorTrainer(Toy.Editor(_folder["sliced"], 3)).Run(new CancellationToken(canceled: true));
            Assert.Equal((step == 3, step), (run.Finished, (int)run.Steps));
        }
    }

    [Fact]
    public void Run_OverACheckpointOfAnotherNetwork_IsRefused()
    {
        Toy.Train(Toy.Editor(_folder["whole"], 1));
        var other = Toy.Editor(_folder["whole"], 2) with { Network = Toy.Network with { Channels = 128 } };
        Assert.Contains("network options", Assert.Throws<InvalidInputException>(() => Toy.Train(other)).Message);
    }

    [Fact]
    public void Run_OverABrokenCheckpoint_IsRefused()
    {
        Directory.CreateDirectory(_folder["whole"]);
        File.WriteAllBytes(Path.Combine(_folder["whole"], "checkpoint.safetensors"), new byte[20]);
        Assert.Contains("is broken", Assert.Throws<InvalidInputException>(() => Toy.Train(Toy.Editor(_folder["whole"], 1))).Message);
    }

    [Fact]
    public void Run_FromInitialWeights_StartsWhereTheyEnded()
    {
        Toy.Train(Toy.Editor(_folder["whole"], 1));
        var options = Toy.Editor(_folder["second"], 1) with
        {
            InitialWeights = Path.Combine(_folder["whole"], "checkpoint.safetensors"),
            Optimiser = new() { LearningRate = 1e-12 },
        };
        Toy.Train(options);
        Assert.Equal(Read("whole").Tensors["average/unet.in.weight"].Values, Read("second").Tensors["weight/unet.in.weight"].Values);
    }

    private void RunUntil(int step)
    {
        using var stop = new CancellationTokenSource();
        var options = Toy.Editor(_folder["killed"], Steps) with { Progress = new StopAt(step, stop) };
        Assert.False(new EditorTrainer(options).Run(stop.Token).Finished);
    }

    private Safetensors Read(string run) => Safetensors.Read(Path.Combine(_folder[run], "checkpoint.safetensors"));

    private IEnumerable<(long, double)> Losses(string run) =>
        new MetricsFile(_folder[run]).Read().Where(m => m.HeldOut is null).Select(m => (m.Step, m.Loss));

    private sealed class StopAt(int step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step >= step)
                stop.Cancel();
        }
    }
}
