using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>Models in one file, against the same weights in diffusers' folders.</summary>
public sealed class SingleFileTests : IDisposable
{
    private const string Vae = """
        "block_out_channels": [32, 32, 64, 64], "layers_per_block": 1, "latent_channels": 4,
        "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
        "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        """;

    private const string UNet = """
        "in_channels": 8, "block_out_channels": [64, 128, 128], "layers_per_block": 2,
        "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]
        """;

    private const string XlUNet = """
        "in_channels": 8, "block_out_channels": [64, 128], "layers_per_block": 1, "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"], "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"],
        "transformer_layers_per_block": [1, 2], "attention_head_dim": [1, 2], "use_linear_projection": true, "cross_attention_dim": 192,
        "addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 1584
        """;

    private static readonly string s_golden = Path.Combine(Paths.Repository, "tests", "EmuEdit.Networks.Tests", "Golden");

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(1);
    private readonly Safetensors _single = new();

    public void Dispose() => _folder.Dispose();

    private static string Text(string className, int width, int layers, string activation) => $$"""
        "architectures": ["{{className}}"], "vocab_size": 727, "hidden_size": {{width}}, "intermediate_size": 96, "max_position_embeddings": 77, "num_hidden_layers": {{layers}},
        "num_attention_heads": {{width / 64}}, "hidden_act": "{{activation}}", "projection_dim": 48
        """;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("XL")]
    public void Load_OfASingleFile_ComputesWhatTheFolderComputes(string kind)
    {
        Write(kind);
        using var folder = Bundle.Load(_folder["folder"]);
        using var single = Bundle.Load(_folder["single/model.safetensors"]);
        Assert.Equal(("model", folder.TakesAnyShape), (single.Name, single.TakesAnyShape));
        Assert.Equal(folder.Networks.Select(n => (n.Name, n.Class, n.Parameters)), single.Networks.Select(n => (n.Name, n.Class, n.Parameters)));

        var (expected, actual) = (folder.Prompts.Read("a cat"), single.Prompts.Read("a cat"));
        Same(expected.States.Values, actual.States.Values);
        Same(expected.Pooled, actual.Pooled);
        var picture = new CounterRandom(2).Gaussians(3 * 48 * 64);
        Same(folder.VaeEncoder.Encode(picture, 64, 48).Values, single.VaeEncoder.Encode(picture, 64, 48).Values);
        var shape = new LatentShape(4, 6, 8);
        var latent = new CounterRandom(3).Gaussians(shape.Length);
        Same(folder.VaeDecoder.Decode(latent, shape).Values, single.VaeDecoder.Decode(latent, shape).Values);
        Same(Predict(folder, expected, shape, latent), Predict(single, actual, shape, latent));
    }

    [Fact]
    public void Load_WithoutATokenizerBesideIt_SaysWhatToCopy()
    {
        Write("1");
        Directory.Delete(_folder["single/tokenizer"], recursive: true);
        Assert.Contains("no tokenizer beside", Refusal());
    }

    [Theory]
    [InlineData("model.diffusion_model.input_blocks.1.0.in_layers.2.weight", "has no tensor 'down_blocks.0.resnets.0.conv1.weight'")]
    [InlineData("first_stage_model.decoder.up.0.block.0.conv1.bias", "has no tensor 'decoder.up_blocks.3.resnets.0.conv1.bias'")]
    public void Load_WithoutATensor_NamesIt(string tensor, string says)
    {
        Write("1");
        Assert.True(_single.Tensors.Remove(tensor));
        _single.Write(_folder["single/model.safetensors"]);
        Assert.Contains(says, Refusal());
    }

    [Theory]
    [InlineData("model.diffusion_model.extra.weight", "has a tensor 'model.diffusion_model.extra.weight'")]
    [InlineData("edm_vpred.sigma_max", "noise levels of its own")]
    public void Load_WithATensorThatIsNotKnown_NamesIt(string tensor, string says)
    {
        Write("1");
        _single.Tensors[tensor] = new([1], [1]);
        _single.Write(_folder["single/model.safetensors"]);
        Assert.Contains(says, Refusal());
    }

    [Fact]
    public void Load_OfAUNetAlone_SaysThatItIsNoWholeModel()
    {
        Write("1");
        foreach (var key in _single.Tensors.Keys.Where(k => k.StartsWith("first_stage_model.", StringComparison.Ordinal)).ToList())
            _single.Tensors.Remove(key);
        _single.Write(_folder["single/model.safetensors"]);
        Assert.Contains("has no autoencoder", Refusal());
    }

    private string Refusal() => Assert.Throws<InvalidInputException>(() => Bundle.Load(_folder["single/model.safetensors"]).Dispose()).Message;

    private static float[] Predict(Bundle bundle, TextEncoding text, LatentShape shape, float[] latent)
    {
        using var run = bundle.UNet.Bind(shape, 64, 48, [new(latent, text, [])]);
        return run.Predict(latent, 500).ToArray();
    }

    private static void Same(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Select(Math.Abs).DefaultIfEmpty(1).Max();
        Assert.All(expected.Zip(actual), p => Assert.InRange(Math.Abs(p.First - p.Second) / largest, 0, 1e-5));
    }

    private void Write(string kind)
    {
        var xl = kind == "XL";
        Json("folder/model_index.json", $"\"_class_name\": \"StableDiffusion{(xl ? "XL" : "")}InstructPix2PixPipeline\"");
        Json("folder/scheduler/scheduler_config.json", "\"_class_name\": \"EulerAncestralDiscreteScheduler\", \"beta_schedule\": \"scaled_linear\"");
        // OpenCLIP's encoders pad with "!".
        Tokenizer("tokenizer", kind == "2" ? "tokenizer_2" : "tokenizer");
        var heads = kind == "2" ? "\"attention_head_dim\": [1, 2, 2], \"use_linear_projection\": true," : "";
        Network("unet", "diffusion_pytorch_model", "UNet2DConditionModel", xl ? XlUNet : $"{heads} \"cross_attention_dim\": {(kind == "1" ? 64 : 128)}, {UNet}", "model.diffusion_model.",
            name => LdmNames.UNet(name, xl ? 1 : 2, level => xl ? level == 0 : level > 0));
        Network("vae", "diffusion_pytorch_model", "AutoencoderKL", xl ? Vae + ", \"scaling_factor\": 0.13025" : Vae, "first_stage_model.", name => LdmNames.Vae(name, 4));
        if (kind == "1")
            Network("text_encoder", "model", null, Text("CLIPTextModel", 64, 2, "quick_gelu"), "cond_stage_model.transformer.", name => name);
        if (kind == "2")
            OpenClip("text_encoder", Text("CLIPTextModel", 128, 2, "gelu"), "cond_stage_model.model.", layersMore: 1);
        if (xl)
        {
            Tokenizer("tokenizer_2", "tokenizer_2");
            Network("text_encoder", "model", null, Text("CLIPTextModel", 64, 2, "quick_gelu"), "conditioner.embedders.0.transformer.", name => name);
            OpenClip("text_encoder_2", Text("CLIPTextModelWithProjection", 128, 2, "gelu"), "conditioner.embedders.1.model.", layersMore: 0);
        }
        Directory.CreateDirectory(_folder["single"]);
        _single.Write(_folder["single/model.safetensors"]);
        CopyTokenizer("tokenizer", "single/tokenizer");
    }

    private void Tokenizer(string part, string golden) => CopyTokenizer(golden, "folder/" + part);

    private void CopyTokenizer(string golden, string to)
    {
        Directory.CreateDirectory(_folder[to]);
        foreach (var file in Directory.GetFiles(Path.Combine(s_golden, "tokenizer", golden)))
            File.Copy(file, Path.Combine(_folder[to], Path.GetFileName(file)));
    }

    private void Network(string part, string file, string? className, string config, string prefix, Func<string, string> theirs)
    {
        var saved = Save(part, file, className, config);
        foreach (var (name, tensor) in saved.Tensors)
            _single.Tensors[prefix + theirs(name)] = tensor;
    }

    // Query, key and value one after another, the projection with its columns as rows, and as many layers more as the file has.
    private void OpenClip(string part, string config, string prefix, int layersMore)
    {
        foreach (var group in Save(part, "model", null, config).Tensors.GroupBy(t => LdmNames.OpenClip(t.Key).Name))
        {
            var pieces = group.OrderBy(t => LdmNames.OpenClip(t.Key).Third).Select(t => t.Value).ToList();
            var shape = pieces[0].Shape;
            _single.Tensors[prefix + group.Key] = group.Key != "text_projection"
                ? new([pieces.Count * shape[0], .. shape.Skip(1)], [.. pieces.SelectMany(p => p.Values)])
                : new([shape[1], shape[0]], [.. Enumerable.Range(0, (int)(shape[0] * shape[1])).Select(i => pieces[0].Values[i % (int)shape[0] * (int)shape[1] + i / (int)shape[0]])]);
        }
        foreach (var (name, tensor) in _single.Tensors.Where(t => t.Key.StartsWith(prefix + "transformer.resblocks.1.", StringComparison.Ordinal)).ToList())
            for (var i = 0; i < layersMore; i++)
                _single.Tensors[name.Replace("resblocks.1.", $"resblocks.{2 + i}.", StringComparison.Ordinal)] = tensor;
    }

    private Safetensors Save(string part, string file, string? className, string config)
    {
        Json($"folder/{part}/config.json", (className is null ? "" : $"\"_class_name\": \"{className}\", ") + config);
        var saved = new Safetensors();
        var parsed = NetworkConfig.Load(_folder[$"folder/{part}/config.json"]);
        foreach (var parameter in CheckpointPart.ParametersOf(parsed))
            saved.Tensors[parameter.Name] = new(parameter.Shape, [.. Enumerable.Range(0, (int)parameter.Count).Select(_ => 0.1f * ((float)_random.NextDouble() - 0.5f))]);
        saved.Write(_folder[$"folder/{part}/{file}.safetensors"]);
        return saved;
    }

    private void Json(string path, string pairs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], "{" + pairs + "}");
    }
}
