using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>Models in one file, against the same weights in diffusers' folders.</summary>
public sealed class SingleFileTests : IDisposable
{
    private const string UNet = """
        "in_channels": 8, "block_out_channels": [64, 128, 128], "layers_per_block": 2,
        "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(1);
    private readonly Safetensors _single = new();

    public void Dispose() => _folder.Dispose();

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
    [InlineData("edm_mean", "as Playground 2.5 has")]
    [InlineData("edm_vpred.sigma_min", "without 'edm_vpred.sigma_max'")]
    public void Load_WithATensorThatIsNotKnown_NamesIt(string tensor, string says)
    {
        Write("1");
        Mark(tensor, 1);
        Assert.Contains(says, Refusal());
    }

    [Theory]
    [InlineData(120, null, 0.002)]
    [InlineData(80, 0.004f, 0.004f)]
    public void Load_OfCosXl_TakesEdmsNoiseLevelsAndScalesThePicture(float largest, float? smallest, double expected)
    {
        Write("XL");
        Mark("edm_vpred.sigma_max", largest);
        if (smallest is { } given)
            Mark("edm_vpred.sigma_min", given);
        using var bundle = Bundle.Load(_folder["single/model.safetensors"]);
        var config = bundle.Schedule.Config;
        Assert.Equal(("EDMEulerScheduler", PredictionType.Velocity, 1, "exponential"), (config.ClassName, config.PredictionType, config.SigmaData, config.SigmaSchedule));
        Assert.Equal((expected, largest), (config.SigmaMin!.Value, config.SigmaMax!.Value));
        Assert.Equal((0.13025f, 0.13025f), (bundle.PictureScale, bundle.Autoencoder.ScalingFactor));
        Assert.Contains("EDM's noise levels", bundle.ScheduleSource, StringComparison.Ordinal);
        Assert.Equal((100, 5, 1.5f), (bundle.Config.Defaults.Steps, bundle.Config.Defaults.TextGuidance, bundle.Config.Defaults.ImageGuidance));
    }

    [Fact]
    public void Load_OfCosXl_ExportedToOnnx_KeepsItsLevelsAndScale()
    {
        Write("XL");
        Mark("edm_vpred.sigma_max", 120);
        ModelExport.Write(_folder["single/model.safetensors"], _folder["bundle"], half: false);
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.Equal((120, 0.13025f, 1024), (bundle.Schedule.Config.SigmaMax!.Value, bundle.PictureScale, bundle.ImageSize));
    }

    [Theory]
    [InlineData("v_pred", "", false)]
    [InlineData("v_pred", "ztsnr", true)]
    [InlineData("metadata", "", false)]
    public void Load_OfAFileThatSaysThatItPredictsV_TakesThat(string velocity, string snr, bool rescales)
    {
        Write("1");
        foreach (var marker in new[] { velocity, snr })
            if (marker.EndsWith("_pred", StringComparison.Ordinal) || marker == "ztsnr")
                _single.Tensors[marker] = new([0], []);
        if (velocity == "metadata")
            _single.Metadata["modelspec.prediction_type"] = "v";
        _single.Write(_folder["single/model.safetensors"]);
        using var bundle = Bundle.Load(_folder["single/model.safetensors"]);
        var config = bundle.Schedule.Config;
        Assert.Equal((PredictionType.Velocity, rescales, rescales ? TimestepSpacing.Trailing : TimestepSpacing.Leading), (config.PredictionType, config.RescaleBetasZeroSnr, config.TimestepSpacing));
        Assert.Equal(1, bundle.PictureScale);
    }

    [Theory]
    [InlineData("scheduler_config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    public void Load_WithASchedulerBesideIt_TakesIt(string place)
    {
        Write("1");
        RandomCheckpoint.WriteJson(_folder["single/" + place], "\"_class_name\": \"DDIMScheduler\", \"prediction_type\": \"v_prediction\", \"rescale_betas_zero_snr\": true, \"timestep_spacing\": \"trailing\"");
        using var bundle = Bundle.Load(_folder["single/model.safetensors"]);
        Assert.Equal(("DDIMScheduler", PredictionType.Velocity), (bundle.Schedule.Config.ClassName, bundle.Schedule.Config.PredictionType));
        Assert.EndsWith(Path.GetFileName(place), bundle.ScheduleSource, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutASchedulerBesideIt_TakesStableDiffusionsForNoise()
    {
        Write("1");
        using var bundle = Bundle.Load(_folder["single/model.safetensors"]);
        Assert.Equal(("EulerAncestralDiscreteScheduler", PredictionType.Epsilon, 0.012), (bundle.Schedule.Config.ClassName, bundle.Schedule.Config.PredictionType, bundle.Schedule.Config.BetaEnd));
        Assert.EndsWith("has none", bundle.ScheduleSource, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edm_vpred.sigma_max", "EulerDiscreteScheduler", "was trained on EDM's noise levels")]
    [InlineData("v_pred", "DDIMScheduler", "predicts v")]
    public void Load_WithASchedulerThatContradictsIt_SaysSo(string marker, string scheduler, string says)
    {
        Write("1");
        Mark(marker, 120);
        RandomCheckpoint.WriteJson(_folder["single/scheduler_config.json"], $"\"_class_name\": \"{scheduler}\"");
        Assert.Contains(says, Refusal());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    public void Load_OfCosXlWithANoiseLevelThatIsNone_NamesIt(float largest)
    {
        Write("1");
        Mark("edm_vpred.sigma_max", largest);
        Assert.Contains("one number above 0", Refusal());
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

    private void Mark(string tensor, float value)
    {
        _single.Tensors[tensor] = new([], [value]);
        _single.Write(_folder["single/model.safetensors"]);
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
        RandomCheckpoint.WriteJson(_folder["folder/model_index.json"], $"\"_class_name\": \"StableDiffusion{(xl ? "XL" : "")}InstructPix2PixPipeline\"");
        RandomCheckpoint.WriteJson(_folder["folder/scheduler/scheduler_config.json"], "\"_class_name\": \"EulerAncestralDiscreteScheduler\", \"beta_schedule\": \"scaled_linear\"");
        // OpenCLIP's encoders pad with "!".
        GoldenModel.CopyTokenizer(kind == "2" ? "tokenizer_2" : "tokenizer", _folder["folder/tokenizer"]);
        var heads = kind == "2" ? "\"attention_head_dim\": [1, 2, 2], \"use_linear_projection\": true," : "";
        Network("unet", "diffusion_pytorch_model", "UNet2DConditionModel", xl ? "\"in_channels\": 8, " + TinyXl.UNet : $"{heads} \"cross_attention_dim\": {(kind == "1" ? 64 : 128)}, {UNet}", "model.diffusion_model.",
            name => LdmNames.UNet(name, xl ? 1 : 2, level => xl ? level == 0 : level > 0));
        Network("vae", "diffusion_pytorch_model", "AutoencoderKL", xl ? TinyXl.Vae + ", \"scaling_factor\": 0.13025" : TinyXl.Vae, "first_stage_model.", name => LdmNames.Vae(name, 4));
        if (kind == "1")
            Network("text_encoder", "model", null, TinyXl.Text("CLIPTextModel", 64, 2, "quick_gelu"), "cond_stage_model.transformer.", name => name);
        if (kind == "2")
            OpenClip("text_encoder", TinyXl.Text("CLIPTextModel", 128, 2, "gelu"), "cond_stage_model.model.", layersMore: 1);
        if (xl)
        {
            GoldenModel.CopyTokenizer("tokenizer_2", _folder["folder/tokenizer_2"]);
            Network("text_encoder", "model", null, TinyXl.Text("CLIPTextModel", 64, 2, "quick_gelu"), "conditioner.embedders.0.transformer.", name => name);
            OpenClip("text_encoder_2", TinyXl.Text("CLIPTextModelWithProjection", 128, 2, "gelu"), "conditioner.embedders.1.model.", layersMore: 0);
        }
        Directory.CreateDirectory(_folder["single"]);
        _single.Write(_folder["single/model.safetensors"]);
        GoldenModel.CopyTokenizer("tokenizer", _folder["single/tokenizer"]);
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

    private Safetensors Save(string part, string file, string? className, string config) => RandomCheckpoint.Write(_folder["folder/" + part], file, className, config, _random);
}
