using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>
/// Edits with a folder as diffusers saves one: an InstructPix2Pix with random weights, for pictures
/// of about 64 x 64 pixels.
/// </summary>
public sealed class CheckpointEditTests : IDisposable
{
    private static readonly string s_model = GoldenModel.Folder;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_AFolderOfDiffusers_TakesItsClassesDefaultsAndPicturesOfAnyShape()
    {
        using var bundle = Bundle.Load(s_model);
        Assert.Equal(("pipeline-ip2p", 64, true), (bundle.Name, bundle.ImageSize, bundle.TakesAnyShape));
        Assert.Equal(
            (100, 7.5f, 1.5f),
            (bundle.Config.Defaults.Steps, bundle.Config.Defaults.TextGuidance, bundle.Config.Defaults.ImageGuidance)
        );
        Assert.Equal(["text_encoder", "vae", "unet"], bundle.Networks.Select(n => n.Name));
        Assert.All(bundle.Networks, n => Assert.Equal(("F32", 4 * n.Parameters), (n.Precision, n.Bytes)));
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(120, 50)]
    [InlineData(33, 91)]
    public void Edit_APictureOfAnyShape_HasItsSizeAndTheSameBytesAgain(int width, int height)
    {
        using var bundle = Bundle.Load(s_model);
        var (input, pipeline) = (Noise(width, height), new EditPipeline(bundle));
        var options = new EditOptions { Steps = 3, Seed = 5 };
        var result = pipeline.Run(input, "make it night", options);
        Assert.Equal((width, height), (result.Image.Width, result.Image.Height));
        Assert.Equal(result.Image.Pixels, pipeline.Run(input, "make it night", options).Image.Pixels);
        Assert.NotEqual(result.Image.Pixels, pipeline.Run(input, "make it day", options).Image.Pixels);
    }

    [Fact]
    public void Edit_WithASampler_TakesTheFileAsThatClass()
    {
        using var bundle = Bundle.Load(s_model);
        Assert.Equal("DPMSolverMultistepScheduler", bundle.SchedulerFor("dpm++2m").ClassName);
        Assert.Equal(bundle.Schedule.Config.BetaEnd, bundle.SchedulerFor("dpm++2m").BetaEnd);
        var progress = new List<EditProgress>();
        new EditPipeline(bundle).Edit(
            Noise(64, 64),
            "make it night",
            new() { Steps = 4, Sampler = "pndm" },
            new Listener(progress.Add),
            TestContext.Current.CancellationToken
        );
        // The first step of PNDM is made of two calls.
        Assert.Equal([1, 2, 3, 4, 5], progress.Select(p => p.Step));
        Assert.All(progress, p => Assert.Equal(5, p.Steps));
    }

    [Fact]
    public void Load_WithoutAPart_NamesIt()
    {
        GoldenModel.CopyTo(_folder.Path);
        Directory.Delete(_folder["vae"], recursive: true);
        Assert.Contains("has neither vae_encoder/model.onnx nor vae/config.json with safetensors", Refusal());
    }

    [Fact]
    public void Load_OfATextToImageModel_SaysThatItDoesNotEdit()
    {
        GoldenModel.CopyAsTextToImageTo(_folder.Path);
        Assert.Contains("takes 4 channels, as a text-to-image model does", Refusal());
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).Dispose()).Message;

    private static Image Noise(int width, int height)
    {
        var image = new Image(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    private sealed class Listener(Action<EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => report(value);
    }
}
