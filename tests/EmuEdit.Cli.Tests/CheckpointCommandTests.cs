using System.Formats.Tar;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Commands with a model as diffusers saves it.</summary>
[Collection(InProcess.Collection)]
public sealed class CheckpointCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Edit_WithAFolderOfDiffusers_WritesAPictureOfTheSameSize()
    {
        var codec = new SkiaCodec();
        var photo = new Image(150, 90);
        new Random(1).NextBytes(photo.Pixels);
        codec.Write(_folder["photo.png"], photo);
        var result = await InProcess.RunAsync(
            "edit",
            _folder["photo.png"],
            "make it sunset",
            "--bundle",
            GoldenModel.Folder,
            "--steps",
            "3",
            "--sampler",
            "dpm++2m",
            "-o",
            _folder["out.png"]
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        var edited = codec.Read(_folder["out.png"]);
        Assert.Equal((150, 90), (edited.Width, edited.Height));
    }

    [Theory]
    [InlineData("nowhere.safetensors", "no file nowhere.safetensors")]
    [InlineData("any.safetensors=much", "--lora any.safetensors=much; allowed: FILE or FILE=WEIGHT")]
    [InlineData("any.safetensors=11", "allowed: FILE or FILE=WEIGHT, the weight from -10 to 10.")]
    public async Task Check_WithALoraThatCannotBe_SaysWhy(string lora, string says)
    {
        var result = await InProcess.RunAsync("models", "check", GoldenModel.Folder, "--lora", lora);
        Assert.Equal(2, result.Code);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAFolderOfDiffusers_TellsPartsAndMemory()
    {
        var result = await InProcess.RunAsync("models", "check", GoldenModel.Folder);
        Assert.Equal((0, ""), (result.Code, result.Error));
        foreach (
            var says in new[]
            {
                "unet: UNet2DConditionModel",
                "stored as F32",
                "of any shape",
                "scheduler PNDMScheduler for a prediction of noise; ",
                "scheduler_config.json",
                "defaults  100 steps",
                "for 2 of 100 steps; the bundle works",
            }
        )
            Assert.Contains(says, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AFolder_SaysWhatIsThere()
    {
        GoldenModel.CopyTo(_folder["models/editor"]);
        GoldenModel.CopyAsTextToImageTo(_folder["models/drawer"]);
        var result = await InProcess.RunAsync("models", "list", _folder["models"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches("drawer +draws .*StableDiffusionPipeline\neditor +edits .*InstructPix2Pix", result.Output);
    }

    [Fact]
    public async Task Export_ThenCheck_Works()
    {
        Assert.Equal(0, (await InProcess.RunAsync("models", "export", GoldenModel.Folder, "-o", _folder["bundle"], "--half")).Code);
        var result = await InProcess.RunAsync("models", "check", _folder["bundle"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("unet: ONNX", result.Output, StringComparison.Ordinal);
        var again = await InProcess.RunAsync("models", "export", GoldenModel.Folder, "-o", _folder["bundle"]);
        Assert.Equal(2, again.Code);
    }

    [Fact]
    public async Task FactoryRun_WithAPipelineInTheBundle_DrawsItsPictures()
    {
        GoldenModel.CopyAsTextToImageTo(LinkTiny());
        var result = await InProcess.RunAsync(
            "factory",
            "run",
            "--count",
            "1",
            "--seed",
            "3",
            "--bundle",
            _folder.Path,
            "-o",
            TestFolders.New()
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("pairs drawn for 1 samples", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FactoryRun_WithAPipelineOf512_MakesAShardOfSuchPictures()
    {
        GoldenModel.CopyAsTextToImageTo(LinkTiny(), side: 64, heads: 1);
        var output = TestFolders.New();
        var result = await InProcess.RunAsync(
            "factory",
            "run",
            "--count",
            "1",
            "--seed",
            "3",
            "--task-weight",
            "global=1",
            "--source",
            "drawn",
            "--steps",
            "2",
            "--candidates",
            "1",
            "--bundle",
            _folder.Path,
            "--quiet",
            "-o",
            output
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        // Random weights draw nothing that a filter keeps; what it rejects is written all the same.
        var pictures = Directory.EnumerateFiles(output, "*.tar", SearchOption.AllDirectories).SelectMany(Pictures).ToList();
        Assert.Equal(["input", "region", "target"], pictures.Select(p => p.Part));
        Assert.All(pictures, p => Assert.Equal((512, 512), (p.Picture.Width, p.Picture.Height)));
    }

    private static IEnumerable<(string Part, Image Picture)> Pictures(string shard)
    {
        using var tar = new TarReader(File.OpenRead(shard));
        while (tar.GetNextEntry() is { } entry)
            if (entry.Name.EndsWith(".png", StringComparison.Ordinal))
            {
                var png = new MemoryStream();
                entry.DataStream!.CopyTo(png);
                yield return (entry.Name.Split('.')[1], new SkiaCodec().Decode(png.ToArray(), entry.Name));
            }
    }

    // The tiny bundle without its own text-to-image model.
    private string LinkTiny()
    {
        foreach (
            var file in Directory
                .GetFileSystemEntries(Path.Combine(Paths.Repository, "models", "tiny"))
                .Where(f => !Path.GetFileName(f).StartsWith("text_to_image", StringComparison.Ordinal))
        )
            if (Directory.Exists(file))
                Directory.CreateSymbolicLink(_folder[Path.GetFileName(file)], file);
            else
                File.CreateSymbolicLink(_folder[Path.GetFileName(file)], file);
        return _folder["text_to_image"];
    }
}
