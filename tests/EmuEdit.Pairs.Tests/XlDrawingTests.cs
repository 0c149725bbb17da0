using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Pairs.Tests;

/// <summary>
/// Pairs drawn with a Stable Diffusion XL (random weights, 64 x 64 pixels): two text encoders side
/// by side, a pooled encoding, sizes.
/// </summary>
public sealed class XlDrawingTests(XlDrawingTests.Bundles bundles) : IClassFixture<XlDrawingTests.Bundles>
{
    [Theory]
    [InlineData("local", false)]
    [InlineData("add", false)]
    [InlineData("local", true)]
    public void Synthesise_WithAttentionControl_DrawsBothPictures(string task, bool edm) =>
        Middle.DrawsBothPictures(edm ? bundles.OfEdm : bundles.OfTimesteps, task);

    [Fact]
    public void Text_OfACaption_IsBothEncodersStatesAndThePooledOneAndZerosForNone()
    {
        var model = new LatentModel(bundles.OfTimesteps, 8);
        var (caption, none) = (model.Text("a ball"), model.Text(""));
        Assert.Equal([1, 77, 64 + 128], caption.States.Shape);
        Assert.Equal(48, caption.Pooled.Length);
        Assert.All(none.States.Values.Concat(none.Pooled), v => Assert.Equal(0, v));
    }

    // The item takes maps and what crossed over from its source; the source is left as it was.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Clean_WithASource_TakesItsAttentionAndLeavesItAlone(float self, float cross)
    {
        var model = new LatentModel(bundles.OfTimesteps, 8);
        var (level, z) = (model.Levels(4)[1], new CounterRandom(1).Gaussians(model.Shape.Length));
        var (first, second) = (
            new TextToImageItem(z, model.Text("a ball")),
            new TextToImageItem(new CounterRandom(2).Gaussians(z.Length), model.Text("a red cube"))
        );
        var alone = model.Clean(
            [
                [first, second],
            ],
            level
        )[0];
        var led = model.Clean(
            [
                [first, second with { Source = 0, SelfShare = self, CrossShare = cross }],
            ],
            level
        )[0];
        Assert.Equal(alone[0], led[0], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.True(alone[1].Zip(led[1], (a, b) => Math.Abs(a - b)).Max() > 1e-3);
    }

    // Each of the inputs of XL alone changes what is drawn.
    [Fact]
    public void Clean_OfAnotherPooledEncoding_IsAnotherSample()
    {
        var model = new LatentModel(bundles.OfTimesteps, 8);
        var (level, z, text) = (model.Levels(4)[1], new CounterRandom(1).Gaussians(model.Shape.Length), model.Text("a ball"));
        var samples = model.Clean([[new(z, text), new(z, text with { Pooled = new float[text.Pooled.Length] })]], level)[0];
        Assert.True(samples[0].Zip(samples[1], (a, b) => Math.Abs(a - b)).Max() > 1e-3);
    }

    [Fact]
    public void TextToImage_WithoutTheSecondEncoder_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        Bundles.Write(folder.Path, TinyXl.Euler);
        Directory.Delete(folder["text_to_image/text_encoder_2"], recursive: true);
        using var bundle = Bundle.Load(folder.Path);
        Assert.Contains("text_encoder_2/", Assert.Throws<InvalidInputException>(() => bundle.WithAllParts()).Message);
    }

    /// <summary>What the tests draw with; none changes it.</summary>
    public sealed class Bundles : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Lazy<Bundle> _timesteps, _edm;

        public Bundles() => (_timesteps, _edm) = (new(() => Load("timesteps", TinyXl.Euler)), new(() => Load("edm", TinyXl.Edm)));

        public Bundle OfTimesteps => _timesteps.Value;

        public Bundle OfEdm => _edm.Value;

        public static void Write(string folder, string scheduler)
        {
            new TinyBundle().Write(folder);
            TinyXl.Write(Path.Combine(folder, "text_to_image"), edits: false, scheduler);
        }

        public void Dispose()
        {
            foreach (var bundle in new[] { _timesteps, _edm }.Where(b => b.IsValueCreated))
                bundle.Value.Dispose();
            _folder.Dispose();
        }

        private Bundle Load(string name, string scheduler)
        {
            Write(_folder[name], scheduler);
            return Bundle.Load(_folder[name]);
        }
    }
}
