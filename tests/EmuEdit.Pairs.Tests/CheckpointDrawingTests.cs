using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Pairs.Tests;

/// <summary>
/// Pairs drawn with a Stable Diffusion as diffusers saves one (random weights, 64 x 64 pixels),
/// beside an editor of another kind: it predicts noise, and the editor the sample.
/// </summary>
public sealed class CheckpointDrawingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;

    public CheckpointDrawingTests()
    {
        new TinyBundle().Write(_folder["bundle"]);
        GoldenModel.CopyAsTextToImageTo(_folder["bundle/text_to_image"]);
        _bundle = Bundle.Load(_folder["bundle"]);
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void TextToImage_OfAPipeline_HasItsOwnOfEverything()
    {
        var model = _bundle.TextToImage!;
        Assert.Equal((true, 64, 16, 64), (_bundle.HasTextToImage, model.Autoencoder.ImageSize, _bundle.ImageSize, _bundle.PairSize));
        Assert.Equal(0.18215f, model.Autoencoder.ScalingFactor);
        Assert.NotEqual(_bundle.Schedule.Config.PredictionType, model.Schedule.Config.PredictionType);
        Assert.NotEqual(_bundle.Prompts.Read("a ball").States.Shape, model.Prompts.Read("a ball").States.Shape);
        Assert.Contains("text_to_image", _bundle.OptionalParts);
    }

    [Fact]
    public void Encode_APicture_IsScaledAsItIsDiffused()
    {
        var (model, picture) = (new LatentModel(_bundle, 8), Noise());
        var raw = _bundle.TextToImage!.Autoencoder.Encoder.Encode(
            [.. Enumerable.Range(0, 3).SelectMany(c => picture.Pixels.Where((_, i) => i % 3 == c)).Select(p => p / 127.5f - 1)],
            64,
            64
        );
        Assert.Equal(raw.Values.Select(v => v * 0.18215f), model.Encode(picture), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("add")]
    public void Synthesise_WithAttentionControl_DrawsBothPictures(string task) => Middle.DrawsBothPictures(_bundle, task);

    [Fact]
    public void Synthesise_At512_KeepsWhatIsOutsideTheMask()
    {
        new TinyBundle().Write(_folder["large"]);
        GoldenModel.CopyAsTextToImageTo(_folder["large/text_to_image"], side: 64, heads: 1);
        using var bundle = Bundle.Load(_folder["large"]);
        var middle = new Middle(new(192, 192, 320, 320));
        var models = WorldTruth.Models(bundle) with { Detector = middle, Segmenter = middle };
        var options = new SynthesisOptions
        {
            Steps = 2,
            Candidates = 1,
            Mask = MaskKind.Precise,
        };
        var pair = new PairSynthesiser(models, options)
            .Synthesise(
                [ToyModels.Request("local", "a ball on the grass", "a red ball on the grass")],
                TestContext.Current.CancellationToken
            )[0]
            .Pairs[0]
            .Sample;
        Assert.Equal((512, 512, 512), (pair.Input.Width, pair.Target.Height, pair.Region.Width));
        var changed = Mask.OfChanges(pair.Input, pair.Target);
        Assert.InRange(changed.Count, 1, pair.Region.Count);
        Assert.DoesNotContain(255, changed.Pixels.Where((_, i) => pair.Region.Pixels[i] == 0).Select(p => (int)p));
    }

    private static Image Noise()
    {
        var image = new Image(64, 64);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
