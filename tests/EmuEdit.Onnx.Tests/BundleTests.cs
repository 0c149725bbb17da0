using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Tests;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WholeBundle_HasEveryPartAndNoRemark()
    {
        using var bundle = Load(new());
        Assert.Equal(("toy", 16, 16), (bundle.Name, bundle.ImageSize, bundle.Tokenizer.Length));
        Assert.Equal(EditTask.All.Select(t => t.Name), bundle.Tasks);
        Assert.Equal(
            (4, 1.0f, 1.0f, "ddim"),
            (
                bundle.Config.Defaults.Steps,
                bundle.Config.Defaults.TextGuidance,
                bundle.Config.Defaults.ImageGuidance,
                bundle.Config.Defaults.Sampler
            )
        );
        Assert.NotNull(bundle.ClipText);
        Assert.Empty(bundle.Remarks);
    }

    [Fact]
    public void Load_InstructPix2Pix_TakesTheDefaultsAndSaysWhereTheTaskGoes()
    {
        using var bundle = Load(TinyBundle.InstructPix2Pix);
        Assert.Equal(Path.GetFileName(_folder.Path), bundle.Name);
        Assert.Equal(
            (20, 5.0f, 1.5f, 0.03f),
            (
                bundle.Config.Defaults.Steps,
                bundle.Config.Defaults.TextGuidance,
                bundle.Config.Defaults.ImageGuidance,
                bundle.Config.Defaults.Alpha
            )
        );
        Assert.Null(bundle.TaskEmbeddings);
        Assert.Contains(bundle.Remarks, r => r.Contains("prompt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TensorElementType.Int32)]
    [InlineData(TensorElementType.Int64)]
    public void Encode_EitherTypeOfIds_GivesTheEncoding(TensorElementType ids)
    {
        using var bundle = Load(new() { Ids = ids });
        var encoding = bundle.TextEncoder.Encode(bundle.Tokenizer.Encode("a red").Ids);
        Assert.Equal([1, TinyBundle.Length, TinyBundle.Width], encoding.Shape);
        Assert.Equal(TinyBundle.Shift, encoding.Values.Average(), 1e-6);
        Assert.Equal(
            10,
            Array.IndexOf(
                bundle.TaskPredictor!.Probabilities(bundle.Tokenizer.Encode("a red").Ids),
                bundle.TaskPredictor.Probabilities(bundle.Tokenizer.Encode("a red").Ids).Max()
            )
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_SampleOrParameters_GivesTheMode(bool parameters)
    {
        using var bundle = Load(new() { LatentParameters = parameters });
        var pixels = new CounterRandom(1).Gaussians(3 * 16 * 16);
        var latent = bundle.VaeEncoder.Encode(pixels, 16, 16);
        Assert.Equal([1, 192, 2, 2], latent.Shape);
        Assert.Equal(pixels, bundle.VaeDecoder.Decode(latent.Values, new(192, 2, 2)).Values);
    }

    // Searched a block at a time: the name may lie across an edge.
    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) - 5)]
    [InlineData((1 << 21) - 11)]
    public void DrawsNoise_OfAFileOfSeveralBlocks_FindsTheName(int before)
    {
        var path = _folder["graph"];
        File.WriteAllBytes(path, [.. new byte[before], .. "RandomNormal"u8, .. new byte[100]]);
        Assert.True(GraphFile.DrawsNoise(path));
        File.WriteAllBytes(path, [.. new byte[before], .. "RandomNorma"u8, .. new byte[1 << 20]]);
        Assert.False(GraphFile.DrawsNoise(path));
    }

    [Fact]
    public void Load_OfAnEncoderThatDrawsItsSample_SaysThatItIsNotReproducible()
    {
        new TinyBundle().Write(_folder.Path);
        var graph = new GraphBuilder("vae_encoder");
        var mean = graph.Node("SpaceToDepth", [graph.Input("sample", TensorElementType.Float, "batch", 3, 16, 16)], ("blocksize", 8L));
        graph.Output(
            graph.Node("Add", [mean, graph.Node("RandomNormalLike", [mean])]),
            "latent_sample",
            TensorElementType.Float,
            "batch",
            192,
            "h",
            "w"
        );
        graph.Save(_folder["vae_encoder/model.onnx"]);
        using var bundle = Bundle.Load(_folder.Path);
        Assert.Contains(bundle.Remarks, r => r.Contains("at random", StringComparison.Ordinal));
        Assert.NotEqual(bundle.VaeEncoder.Encode(new float[768], 16, 16).Values, bundle.VaeEncoder.Encode(new float[768], 16, 16).Values);
    }

    [Theory]
    [InlineData(null, null, 0.18215f)]
    [InlineData(null, """{"scaling_factor": 0.5}""", 0.5f)]
    [InlineData(null, "{}", 0.18215f)]
    [InlineData("""{"image_size": 16}""", null, 1f)]
    [InlineData("""{"image_size": 16, "scaling_factor": 0.25}""", """{"scaling_factor": 0.5}""", 0.25f)]
    public void Decode_AnySource_DividesByTheScalingFactor(string? emuEdit, string? vae, float expected)
    {
        TinyBundle.InstructPix2Pix.Write(_folder.Path);
        if (emuEdit is not null)
            File.WriteAllText(_folder["emu_edit.json"], emuEdit);
        if (vae is not null)
            File.WriteAllText(_folder["vae_decoder/config.json"], vae);
        using var bundle = Bundle.Load(_folder.Path);
        Assert.All(
            bundle.VaeDecoder.Decode([.. Enumerable.Repeat(expected, 192 * 4)], new(192, 2, 2)).Values,
            v => Assert.Equal(1f, v, 1e-6)
        );
    }

    [Fact]
    public void Embed_TextAndPictureOfOneColour_PointTheSameWay()
    {
        using var bundle = Load(new());
        var red = new float[3 * 16 * 16];
        red.AsSpan(0, 16 * 16).Fill(0.7f);
        Assert.Equal([1, 0, 0], bundle.ClipText!.Embed(bundle.Tokenizer.Encode("red")));
        Assert.Equal([1, 0, 0], bundle.ClipImage!.Embed(red), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Embed_WithAPreprocessorConfiguration_NormalisesAsItSays()
    {
        new TinyBundle().Write(_folder.Path);
        File.WriteAllText(_folder["clip/preprocessor_config.json"], """{"image_mean": [0, 0.5, 0.5], "image_std": [1, 1, 0.5]}""");
        using var bundle = Bundle.Load(_folder.Path);
        // Of black: (0 - 0) / 1, (0 - 0.5) / 1, (0 - 0.5) / 0.5.
        var length = Math.Sqrt(0.25 + 1);
        var embedding = bundle.ClipImage!.Embed([.. Enumerable.Repeat(-1f, 3 * 16 * 16)]);
        Assert.Equal([0, (float)(-0.5 / length), (float)(-1 / length)], embedding, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("text_encoder/model.onnx")]
    [InlineData("vae_encoder/model.onnx")]
    [InlineData("vae_decoder/model.onnx")]
    [InlineData("unet/model.onnx")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("task_embeddings.safetensors")]
    public void Load_FileMissing_NamesIt(string file)
    {
        new TinyBundle().Write(_folder.Path);
        File.Delete(_folder[file]);
        Assert.Contains(Path.GetFileName(file), Refusal().Message);
    }

    [Theory]
    [InlineData("unet/model.onnx", "")]
    [InlineData("unet/model.onnx", "not a graph")]
    [InlineData("task_embeddings.safetensors", "not safetensors")]
    [InlineData("emu_edit.json", """{"format": 2}""")]
    [InlineData("emu_edit.json", """{"format": """)]
    [InlineData("emu_edit.json", """{"tasks": null}""")]
    [InlineData("emu_edit.json", """{"tasks": []}""")]
    [InlineData("emu_edit.json", """{"image_size": 0}""")]
    [InlineData("emu_edit.json", """{"tasks": ["a", "b"]}""")]
    [InlineData("emu_edit.json", """{"image_size": 64}""")]
    [InlineData("tokenizer/tokenizer_config.json", """{"model_max_length": 20}""")]
    [InlineData("clip/preprocessor_config.json", """{"image_mean": [1]}""")]
    public void Load_FileBrokenOrAtOdds_IsOneLineThatNamesAFile(string file, string content)
    {
        new TinyBundle().Write(_folder.Path);
        File.WriteAllText(_folder[file], content);
        var message = Refusal().Message;
        Assert.Contains(_folder.Path, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Load_GraphCutShort_IsRefused()
    {
        new TinyBundle().Write(_folder.Path);
        var path = _folder["text_encoder/model.onnx"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..200]);
        Assert.Contains(path, Refusal().Message);
    }

    public static TheoryData<TinyBundle, string> WrongModels => new()
    {
        { new() { TextInput = "text" }, "an input 'text'" },
        { new() { UNetChannels = TinyBundle.Patch * TinyBundle.Patch * 3 }, "takes 384: the noisy latent's 192" },
        { new() { TextType = TensorElementType.Double }, "double" },
        { new() { TextType = TensorElementType.Double }, "type float or float16" },
        { new() { Timestep = TensorElementType.Double }, "type float or int64 or int32" },
        { new() { TimestepShape = ["batch", 1] }, "rank 0 or 1" },
    };

    [Theory, MemberData(nameof(WrongModels))]
    public void Load_WrongNameTypeOrShape_SaysWhatIsGivenAndAllowed(TinyBundle toy, string expected)
    {
        toy.Write(_folder.Path);
        Assert.Contains(expected, Refusal().Message);
    }

    [Fact]
    public void Load_NoFolder_NamesIt() =>
        Assert.Contains("no folder", Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder["nowhere"])).Message);

    [Fact]
    public void Task_Unknown_ListsTheKnown()
    {
        using var bundle = Load(new());
        Assert.Contains("segmentation-map", Assert.Throws<InvalidInputException>(() => bundle.TaskEmbeddings!["fly"]).Message);
    }

    private Bundle Load(TinyBundle toy)
    {
        toy.Write(_folder.Path);
        return Bundle.Load(_folder.Path);
    }

    private InvalidInputException Refusal() => Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder.Path).Dispose());
}
