using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>How an edit runs: seeds, threads, progress, previews, cancellation.</summary>
public sealed class EditRunTests : ToyEdits
{
    [Fact]
    public void Edit_Seeds_DecideThePicture()
    {
        // A network that predicts noise leaves the sample to where the noise began.
        new TinyBundle().Write(Folder.Path);
        File.WriteAllText(Folder["scheduler/scheduler_config.json"], """{"_class_name": "DDIMScheduler"}""");
        var pipeline = new EditPipeline(Bundle = Bundle.Load(Folder.Path));
        byte[] Edit(long seed) => pipeline.Run(Grey(16, 16), "red", new() { Seed = seed, Alpha = 0 }).Image.Pixels;
        Assert.Equal(Edit(1), Edit(1));
        Assert.NotEqual(Edit(1), Edit(2));
    }

    [Fact]
    public void Edit_OnSeveralThreads_GivesWhatOneGives()
    {
        var pipeline = Pipeline(new());
        string[] instructions = ["red", "red red", "nothing", "red red red"];
        byte[] Edit(string instruction) =>
            pipeline
                .Run(
                    Grey(16, 16),
                    instruction,
                    new()
                    {
                        Steps = 20,
                        ImageGuidance = 1.5f,
                        TextGuidance = 5,
                    }
                )
                .Image.Pixels;
        Assert.Equal(instructions.Select(Edit), instructions.AsParallel().AsOrdered().Select(Edit));
    }

    [Fact]
    public void Edit_Progress_CountsTheSteps()
    {
        var seen = new Steps();
        Pipeline(new()).Edit(Grey(16, 16), "red", new() { Steps = 3 }, seen, TestContext.Current.CancellationToken);
        Assert.Equal([(1, 3), (2, 3), (3, 3)], seen.Reports.Select(p => (p.Step, p.Steps)));
    }

    [Fact]
    public void Edit_Preview_IsTheModelsPictureWithoutItsBorder()
    {
        var input = Grey(32, 16);
        var previews = new List<Image>();
        var seen = new Steps(p => previews.Add(p.Preview!()));
        Pipeline(new()).Edit(input, "red", new() { Steps = 2 }, seen, TestContext.Current.CancellationToken);
        // The toy predicts the same clean sample at every step: the input at half its size, its left half brighter.
        Assert.All(previews, p => Assert.Equal((16, 8), (p.Width, p.Height)));
        Assert.All(previews, p => Assert.InRange(p.Pixels[0] - p.Pixels[^1], RedLevels - 30, RedLevels + 30));
    }

    [Fact]
    public void Edit_CancelledAtAStep_StopsThere()
    {
        using var source = new CancellationTokenSource();
        var seen = new Steps(p =>
        {
            if (p.Step == 2)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() =>
            Pipeline(new()).Edit(Grey(16, 16), "red", new() { Steps = 10 }, seen, source.Token)
        );
        Assert.Equal(2, seen.Reports.Count);
    }
}
