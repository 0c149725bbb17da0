using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

public sealed class StepReuseTests
{
    [Fact]
    public void Skips_WithoutALimit_Never()
    {
        var reuse = new StepReuse(0, 10);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(reuse.Skips([i]));
            reuse.Made([i], [1]);
        }
    }

    [Fact]
    public void Skips_WhereThePredictionStandsStill_AllButTheFirstTwoAndTheLast()
    {
        var (reuse, skipped) = (new StepReuse(0.01, 10), new List<int>());
        for (var i = 0; i < 10; i++)
            if (reuse.Skips([i, 1]))
                skipped.Add(i);
            else
                reuse.Made([i, 1], [3, 4]);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8], skipped);
    }

    // The prediction changes by 0.1 of its size with each step: reuse once is 0.1 wrong, twice in a row 0.2.
    [Theory]
    [InlineData(0.05, new int[0])]
    [InlineData(0.15, new[] { 2, 4, 6, 8 })]
    [InlineData(0.25, new[] { 2, 3, 5, 6, 8, 9 })]
    public void Skips_WhereThePredictionMoves_UntilTheErrorIsReached(double limit, int[] expected)
    {
        var (reuse, skipped) = (new StepReuse(limit, 100), new List<int>());
        for (var i = 0; i < 10; i++)
            if (reuse.Skips([i]))
                skipped.Add(i);
            else
                reuse.Made([i], [10, i]);
        Assert.Equal(expected, skipped);
    }

    [Fact]
    public void Edit_WithReuse_IsNearTheEditWithoutAndTakesLess()
    {
        using var bundle = Bundle.Load(GoldenModel.Folder);
        var (pipeline, input) = (new EditPipeline(bundle), new Image(64, 64));
        new Random(1).NextBytes(input.Pixels);
        var options = new EditOptions { Steps = 50, Sampler = "ddim", Alpha = 0 };
        var whole = pipeline.Run(input, "make it night", options).Image;
        var few = pipeline.Run(input, "make it night", options with { Steps = 5 }).Image;
        var result = pipeline.Run(input, "make it night", options with { Reuse = 0.05 });
        var reused = result.Image;
        Assert.InRange(result.Calls, 5, 49);
        Assert.Equal(reused.Pixels, pipeline.Run(input, "make it night", options with { Reuse = 0.05 }).Image.Pixels);
        Assert.True(
            Distance(whole, reused) < Distance(whole, few),
            $"{Distance(whole, reused)} and {Distance(whole, few)} with five steps"
        );
    }

    private static double Distance(Image a, Image b) => a.Pixels.Zip(b.Pixels).Average(p => Math.Abs(p.First - p.Second));
}
