using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Instructions;
using EmuEdit.World;

namespace EmuEdit.Pairs.Tests;

public sealed class PairSynthesiserTests : IDisposable
{
    private readonly ToyModels _toy = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _toy.Dispose();

    [Theory]
    [InlineData("local"), InlineData("texture"), InlineData("remove")]
    public void Grounded_OnlyTheMaskedPixelsDiffer(string task)
    {
        var outcome = _toy.Make(ToyModels.Request(task, "a", "red a"));
        Assert.Null(outcome.Failure);
        Assert.Equal(["precise", "blurred", "box"], outcome.Pairs.Select(p => p.Origin.Mask));
        foreach (var (sample, _) in outcome.Pairs.Select(p => (p.Sample, p.Origin)))
        {
            Assert.Equal(
                (ToyModels.Grey(0), ToyModels.Grey(1)),
                (sample.Input.Pixels[0], sample.Target.Pixels[sample.Target.Offset(32, 32)])
            );
            Assert.Equal(sample.Input.Pixels[..(3 * 64 * 16)], sample.Target.Pixels[..(3 * 64 * 16)]);
            Assert.True(sample.Region[32, 32] && !sample.Region[2, 2]);
        }
    }

    [Fact]
    public void Add_IsARemovalSwapped()
    {
        var pair = _toy.Make(ToyModels.Request("add", "a", "red a")).Pairs[0];
        Assert.Equal(
            (ToyModels.Grey(0), ToyModels.Grey(1)),
            (pair.Sample.Input.Pixels[pair.Sample.Input.Offset(32, 32)], pair.Sample.Target.Pixels[0])
        );
        // Outside the mask both are the picture that was drawn first, the one after the edit.
        Assert.Equal(ToyModels.Grey(1), pair.Sample.Input.Pixels[0]);
        Assert.True(pair.Origin.Swapped);
    }

    [Fact]
    public void Background_TheForegroundStays()
    {
        foreach (var pair in _toy.Make(ToyModels.Request("background", "a", "red a")).Pairs)
        {
            Assert.Equal(
                (ToyModels.Grey(1), ToyModels.Grey(0)),
                (pair.Sample.Target.Pixels[0], pair.Sample.Target.Pixels[pair.Sample.Target.Offset(32, 32)])
            );
            Assert.NotEqual("box", pair.Origin.Mask);
        }
    }

    [Theory]
    [InlineData("global"), InlineData("style")]
    public void WholePicture_ChangesEverywhere(string task)
    {
        var pair = _toy.Make(ToyModels.Request(task, "a", "red a", about: null)).Pairs[0];
        Assert.Equal((ToyModels.Grey(0), ToyModels.Grey(1)), (pair.Sample.Input.Pixels[0], pair.Sample.Target.Pixels[0]));
        Assert.Equal(64 * 64, pair.Sample.Region.Count);
    }

    [Fact]
    public void CrossAttention_WithoutAMask_IsTheInputsWhileItLasts()
    {
        // Attention control outside an empty mask takes all of the source's cross-attention: the last steps alone see the caption.
        var input = Drawing.Draw(new(_toy.Models.Bundle, 32), [("a", new CounterRandom(1))], 4, 1, Stop)[0];
        var nothing = EditMask.Around(new Mask(64, 64), MaskKind.Precise);
        var edited = GroundedEdit.Draw(
            new(_toy.Models.Bundle, 32),
            [(input, [new("red a", nothing, 0, 1, 0, 0), new("red a", EditMask.Everything(64), 0, 1, 0, 0)])],
            4,
            1,
            Stop
        )[0];
        Assert.Equal(ToyModels.Grey(0), edited[0].Pixels[0]);
        Assert.Equal(ToyModels.Grey(1), edited[1].Pixels[0]);
    }

    [Fact]
    public void Detect_DrawsTheDetectorsBox()
    {
        var sample = Assert.Single(_toy.Make(ToyModels.Request("detect", "a", "a")).Pairs).Sample;
        Assert.Equal(Annotations.Boxed(sample.Input, Annotations.Framed(ToyModels.Place, 64)).Pixels, sample.Target.Pixels);
    }

    [Theory]
    [
        InlineData("make it grey"),
        InlineData("reduce the contrast"),
        InlineData("increase the brightness"),
        InlineData("invert the picture"),
        InlineData("soften it")
    ]
    public void Color_FiltersThePicture(string instruction) =>
        Assert.Equal(
            "filter",
            Assert.Single(_toy.Make(ToyModels.Request("color", "red a", "a", about: null, instruction)).Pairs).Origin.Method
        );

    [Fact]
    public async Task Translations_TellTheTruthOfRenderedPicturesInBothDirections()
    {
        var writer = new WorldInstructionWriter(ToyModels.Size);
        for (var index = 0; index < 6; index++)
        {
            var written = (WrittenInstruction)await writer.WriteAsync(new(null, EditTask.Named("normal"), 3, index), Stop);
            var pair = Assert.Single(_toy.Make(new(written, 3, index)).Pairs);
            var truth = new WorldDataset(3, ToyModels.Size).Sample(index, EditTask.Named("normal"));
            Assert.Equal(truth.Input.Pixels, pair.Sample.Input.Pixels);
            Assert.Equal(truth.Target.Pixels, pair.Sample.Target.Pixels);
            Assert.Equal("rendered", pair.Origin.Source);
        }
    }

    [Fact]
    public void Synthesise_ASampleIsTheSameInAnyCompany()
    {
        var (one, other) = (ToyModels.Request("local", "a", "red a", index: 1), ToyModels.Request("global", "red", "a", null, index: 2));
        var synthesiser = new PairSynthesiser(_toy.Models, new() { Steps = 4 });
        var (alone, together) = (synthesiser.Synthesise([one], Stop)[0], synthesiser.Synthesise([other, one], Stop)[1]);
        Assert.Equal(alone.Pairs.Select(p => p.Origin), together.Pairs.Select(p => p.Origin));
        Assert.Equal(alone.Pairs.SelectMany(p => p.Sample.Target.Pixels), together.Pairs.SelectMany(p => p.Sample.Target.Pixels));
    }

    [Theory]
    [InlineData("remove", null, "names no object")]
    [InlineData("remove", "cat", "mask of 'cat' is empty")]
    [InlineData("color", null, "no filter")]
    [InlineData("depth", null, "no model for depth")]
    public void Failure_SaysWhy(string task, string? about, string reason)
    {
        var outcome = _toy.Make(ToyModels.Request(task, "a", "b", about));
        Assert.Empty(outcome.Pairs);
        Assert.Contains(reason, outcome.Failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_TheDetectorIsNotSure()
    {
        using var unsure = new ToyModels(presence: 0.2f);
        Assert.Contains(
            "does not find 'ball' in the picture (0.20, below 0.50)",
            unsure.Make(ToyModels.Request("local", "a", "b")).Failure!.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bundle_WithoutATextToImageModel_IsRefused()
    {
        using var none = new ToyModels(textToImage: false);
        Assert.Contains(
            "which has no text-to-image model",
            Assert.Throws<InvalidInputException>(() => new PairSynthesiser(none.Models)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1, 3), InlineData(20, 0)]
    public void Options_OutOfRange_AreRefused(int steps, int candidates) =>
        Assert.Throws<InvalidInputException>(() => new PairSynthesiser(_toy.Models, new() { Steps = steps, Candidates = candidates }));

    [Fact]
    public void Inversion_GoingDownAgainGivesThePictureBack()
    {
        var model = new LatentModel(_toy.Models.Bundle, 32);
        var picture = new WorldDataset(5, ToyModels.Size).Sample(0).Input;
        var trajectory = Inversion.Invert(model, [(picture, "a", new CounterRandom(1))], 8, Stop)[0];
        var (levels, z) = (model.Levels(8), trajectory.Latents[3]);
        for (var i = 3; i < 7; i++)
            z = Ddim.Step(z, model.Clean([[new(z, model.Text("a"))]], levels[i])[0][0], levels[i], levels[i + 1]);
        Assert.All(z.Zip(trajectory.Latents[7]), p => Assert.Equal(p.First, p.Second, 0.02f));
        Assert.Equal(picture.Pixels, model.Decode(trajectory.Latents[8]).Pixels);
    }
}
