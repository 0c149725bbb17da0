using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

/// <summary>
/// An editor with random weights, as a folder of diffusers (<c>folder/</c>) and as a single file of
/// the same weights (<c>single/model.safetensors</c>).
/// </summary>
internal sealed class SingleFile(TemporaryFolder folder)
{
    private const string UNet = """
        "in_channels": 8, "block_out_channels": [64, 128, 128], "layers_per_block": 2,
        "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
        "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]
        """;

    private readonly Random _random = new(1);
    private readonly Safetensors _saved = new();

    /// <summary>The single file.</summary>
    public string Path => folder["single/model.safetensors"];

    /// <summary>What it holds, or will when it is written again.</summary>
    public Dictionary<string, NamedTensor> Tensors => _saved.Tensors;

    /// <summary>Its metadata.</summary>
    public Dictionary<string, string> Metadata => _saved.Metadata;

    /// <summary>Writes the single file again.</summary>
    public void Write() => _saved.Write(Path);

    /// <summary>Adds a tensor that is one number, and writes it again.</summary>
    public void Mark(string tensor, float value)
    {
        Tensors[tensor] = new([], [value]);
        Write();
    }

    /// <summary>Writes a model as both, a tokenizer beside the file.</summary>
    /// <param name="kind">1, 2 or XL.</param>
    public void Write(string kind)
    {
        var xl = kind == "XL";
        RandomCheckpoint.WriteJson(
            folder["folder/model_index.json"],
            $"\"_class_name\": \"StableDiffusion{(xl ? "XL" : "")}InstructPix2PixPipeline\""
        );
        RandomCheckpoint.WriteJson(
            folder["folder/scheduler/scheduler_config.json"],
            "\"_class_name\": \"EulerAncestralDiscreteScheduler\", \"beta_schedule\": \"scaled_linear\""
        );
        // OpenCLIP's encoders pad with "!".
        GoldenModel.CopyTokenizer(kind == "2" ? "tokenizer_2" : "tokenizer", folder["folder/tokenizer"]);
        var heads = kind == "2" ? "\"attention_head_dim\": [1, 2, 2], \"use_linear_projection\": true," : "";
        Network(
            "unet",
            "diffusion_pytorch_model",
            "UNet2DConditionModel",
            xl ? "\"in_channels\": 8, " + TinyXl.UNet : $"{heads} \"cross_attention_dim\": {(kind == "1" ? 64 : 128)}, {UNet}",
            "model.diffusion_model.",
            name => LdmNames.UNet(name, xl ? 1 : 2, level => xl ? level == 0 : level > 0)
        );
        Network(
            "vae",
            "diffusion_pytorch_model",
            "AutoencoderKL",
            xl ? TinyXl.Vae + ", \"scaling_factor\": 0.13025" : TinyXl.Vae,
            "first_stage_model.",
            name => LdmNames.Vae(name, 4)
        );
        if (kind == "1")
            Network(
                "text_encoder",
                "model",
                null,
                TinyXl.Text("CLIPTextModel", 64, 2, "quick_gelu"),
                "cond_stage_model.transformer.",
                name => name
            );
        if (kind == "2")
            OpenClip("text_encoder", TinyXl.Text("CLIPTextModel", 128, 2, "gelu"), "cond_stage_model.model.", layersMore: 1);
        if (xl)
        {
            GoldenModel.CopyTokenizer("tokenizer_2", folder["folder/tokenizer_2"]);
            Network(
                "text_encoder",
                "model",
                null,
                TinyXl.Text("CLIPTextModel", 64, 2, "quick_gelu"),
                "conditioner.embedders.0.transformer.",
                name => name
            );
            OpenClip(
                "text_encoder_2",
                TinyXl.Text("CLIPTextModelWithProjection", 128, 2, "gelu"),
                "conditioner.embedders.1.model.",
                layersMore: 0
            );
        }
        Directory.CreateDirectory(folder["single"]);
        Write();
        GoldenModel.CopyTokenizer("tokenizer", folder["single/tokenizer"]);
    }

    private void Network(string part, string file, string? className, string config, string prefix, Func<string, string> theirs)
    {
        var saved = Save(part, file, className, config);
        foreach (var (name, tensor) in saved.Tensors)
            Tensors[prefix + theirs(name)] = tensor;
    }

    // Query, key and value one after another, the projection with its columns as rows, and as many
    // layers more as the file has.
    private void OpenClip(string part, string config, string prefix, int layersMore)
    {
        foreach (var group in Save(part, "model", null, config).Tensors.GroupBy(t => LdmNames.OpenClip(t.Key).Name))
        {
            var pieces = group.OrderBy(t => LdmNames.OpenClip(t.Key).Third).Select(t => t.Value).ToList();
            var shape = pieces[0].Shape;
            Tensors[prefix + group.Key] =
                group.Key != "text_projection"
                    ? new([pieces.Count * shape[0], .. shape.Skip(1)], [.. pieces.SelectMany(p => p.Values)])
                    : new(
                        [shape[1], shape[0]],
                        [
                            .. Enumerable
                                .Range(0, (int)(shape[0] * shape[1]))
                                .Select(i => pieces[0].Values[i % (int)shape[0] * (int)shape[1] + i / (int)shape[0]]),
                        ]
                    );
        }
        foreach (
            var (name, tensor) in Tensors
                .Where(t => t.Key.StartsWith(prefix + "transformer.resblocks.1.", StringComparison.Ordinal))
                .ToList()
        )
            for (var i = 0; i < layersMore; i++)
                Tensors[name.Replace("resblocks.1.", $"resblocks.{2 + i}.", StringComparison.Ordinal)] = tensor;
    }

    private Safetensors Save(string part, string file, string? className, string config) =>
        RandomCheckpoint.Write(folder["folder/" + part], file, className, config, _random);
}
