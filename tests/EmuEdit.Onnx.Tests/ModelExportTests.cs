using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class ModelExportTests : IDisposable
{
    private static readonly string s_model = GoldenModel.Folder;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Tolerances over the largest value: none but rounding of the runtime, or of weights to 11 bits.
    [Theory]
    [InlineData(false, 1e-6)]
    [InlineData(true, 1e-2)]
    public void Write_OfACheckpoint_GivesABundleThatComputesTheSame(bool half, double tolerance)
    {
        var parts = new List<string>();
        ModelExport.Write(s_model, _folder["bundle"], half, told: parts.Add);
        Assert.Equal(["text_encoder", "vae_encoder", "vae_decoder", "unet"], parts);
        using var expected = Bundle.Load(s_model);
        using var exported = Bundle.Load(_folder["bundle"]);
        Assert.All(exported.Networks, n => Assert.Equal("ONNX", n.Class));
        Assert.Equal((expected.ImageSize, expected.TakesAnyShape, expected.Config.Defaults, expected.Autoencoder.ScalingFactor),
            (exported.ImageSize, exported.TakesAnyShape, exported.Config.Defaults, exported.Autoencoder.ScalingFactor));
        Assert.InRange(Distance(Predict(expected), Predict(exported)), 0, tolerance);
        exported.TextEncoder.RequirePenultimate();
        Assert.All(
            ["text_encoder", "vae_encoder", "vae_decoder", "unet"],
            part => Assert.True(File.Exists(_folder[$"bundle/{part}/config.json"]))
        );
        Assert.Equal(
            half,
            new FileInfo(_folder["bundle/unet/model.onnx_data"]).Length
                < 0.8 * new FileInfo(Path.Combine(s_model, "unet", "diffusion_pytorch_model.safetensors")).Length
        );
    }

    [Fact]
    public void Write_OverWhatIsThere_IsRefused()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        Assert.Contains(
            "is there",
            Assert.Throws<InvalidInputException>(() => ModelExport.Write(s_model, _folder["bundle"], half: false)).Message
        );
    }

    [Fact]
    public void Write_OfABundle_SaysThatThereIsNothingToExport()
    {
        new TinyBundle().Write(_folder["toy"]);
        Assert.Contains(
            "no networks to export",
            Assert.Throws<InvalidInputException>(() => ModelExport.Write(_folder["toy"], _folder["bundle"], half: false)).Message
        );
        Assert.False(Path.Exists(_folder["bundle"]));
    }

    private static float[] Predict(Bundle bundle)
    {
        var shape = new LatentShape(4, 8, 8);
        using var run = bundle.UNet.Bind(shape, 64, 64, [new(new float[shape.Length], bundle.Prompts.Read("a cat"), [])]);
        return run.Predict(new CounterRandom(1).Gaussians(shape.Length), 500).ToArray();
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b).Max(p => Math.Abs(p.First - p.Second)) / a.Max(Math.Abs);
}
