using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Annotators;

namespace EmuEdit.Training.Tests.Runs;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Editor_Trained_LowersItsLossAndTellsItsRun()
    {
        // With more samples a step than the others: what a step of two loses is mostly chance.
        var result = Toy.Train(Toy.Editor(_folder.Path, 60) with { BatchSize = 8 });
        var lines = new Training.Runs.MetricsFile(_folder.Path).Read();
        Assert.True(result.Finished);
        var (first, last) = (lines.Take(20).Average(l => l.Loss), lines.TakeLast(20).Average(l => l.Loss));
        Assert.True(last < 0.9 * first, $"{first} to {last}");
        Assert.Contains("success", result.HeldOut.Keys);
        Assert.Contains("c0ffee", File.ReadAllText(_folder["run.json"]));
        Assert.All(["loss.png", "success.png", "samples.png"], name => Assert.True(new FileInfo(_folder[name]).Length > 100));
    }

    [Fact]
    public void TaskPredictor_OfTwoKindsOfInstruction_TellsThemApart() =>
        Assert.Equal(1, Toy.Train(Toy.Predictor(_folder.Path, 20)).HeldOut["accuracy"]);

    [Fact]
    public void Clip_OfTwoKindsOfPicture_FindsTheirCaptions() =>
        Assert.Equal(1, Toy.Train(Toy.Clip(_folder.Path, 30)).HeldOut["retrieval"]);

    [Fact]
    public void TextToImage_Trained_LowersItsErrorAndDrawsPictures()
    {
        LongChecks.SkipUnlessAsked();
        var first = Toy.Train(Toy.TextToImage(_folder["first"], 1)).HeldOut["error"];
        var result = Toy.Train(Toy.TextToImage(_folder["whole"], 50));
        Assert.True(result.Finished);
        Assert.InRange(result.HeldOut["error"], 0, 0.8 * first);
        Assert.All(["loss.png", "error.png", "samples.png"], name => Assert.True(new FileInfo(_folder["whole/" + name]).Length > 100));
    }

    [Theory]
    [InlineData(Annotator.Detector, "presence", "iou")]
    [InlineData(Annotator.Segmenter, "iou", null)]
    [InlineData(Annotator.Depth, "error", null)]
    public void Annotator_Trained_LowersItsLossAndScores(Annotator annotator, string score, string? other)
    {
        var result = Toy.Train(Toy.Annotator(annotator, _folder.Path, 40));
        var losses = new Training.Runs.MetricsFile(_folder.Path).Read().Select(l => l.Loss).ToArray();
        Assert.True(
            losses.TakeLast(10).Average() < 0.8 * losses.Take(10).Average(),
            $"{losses.Take(10).Average()} to {losses.TakeLast(10).Average()}"
        );
        Assert.Equal([score, .. other is null ? Array.Empty<string>() : [other]], result.HeldOut.Keys);
        Assert.All(result.HeldOut.Values, s => Assert.InRange(s, 0, 1));
        Assert.All(["loss.png", score + ".png", "samples.png"], name => Assert.True(new FileInfo(_folder[name]).Length > 100));
    }

    [Fact]
    public void Annotator_StoppedAndResumed_EqualsOneThatNeverStoppedBitForBit()
    {
        Toy.Train(Toy.Annotator(Annotator.Detector, _folder["whole"], 4));
        using (var stop = new CancellationTokenSource())
            Assert.False(
                new AnnotatorTrainer(Toy.Annotator(Annotator.Detector, _folder["stopped"], 4) with { Progress = new Stopper(stop) })
                    .Run(stop.Token)
                    .Finished
            );
        Toy.Train(Toy.Annotator(Annotator.Detector, _folder["stopped"], 4));
        var (whole, stopped) = (Checkpoint("whole"), Checkpoint("stopped"));
        Assert.All(whole.Tensors, t => Assert.Equal(t.Value.Values, stopped.Tensors[t.Key].Values));

        Safetensors Checkpoint(string run) => Safetensors.Read(_folder[run + "/checkpoint.safetensors"]);
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<Training.Runs.TrainingProgress>
    {
        public void Report(Training.Runs.TrainingProgress value) => stop.Cancel();
    }

    [Fact]
    public void Editor_WithPicturesOfAnotherSize_IsRefused()
    {
        var options = Toy.Editor(_folder.Path, 1) with { Network = Toy.Network with { ImageSize = 64 } };
        Assert.Contains("32 x 32", Assert.Throws<InvalidInputException>(() => Toy.Train(options)).Message);
    }
}
