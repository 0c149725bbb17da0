using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EmuEdit.Networks.Checkpoints;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks.Checkpoints;

/// <summary>
/// An InstructPix2Pix of full size with random weights, as diffusers would save it: 1.1 billion
/// parameters, 4.3 GB. It edits nothing that is worth a look, in the time and memory of a real one.
/// </summary>
internal static class RandomModel
{
    private const int Block = 1 << 20;

    private static readonly (string Part, string File, string Config)[] s_parts =
    [
        (
            "unet",
            "diffusion_pytorch_model",
                """
                {"_class_name": "UNet2DConditionModel", "in_channels": 8, "cross_attention_dim": 768,
                "attention_head_dim": 8, "sample_size": 64}
                """
        ),
        (
            "vae",
            "diffusion_pytorch_model",
            """
            {"_class_name": "AutoencoderKL", "block_out_channels": [128, 256, 512, 512], "layers_per_block": 2, "latent_channels": 4,
             "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
             "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]}
            """),
        ("text_encoder", "model", """
            {"architectures": ["CLIPTextModel"], "vocab_size": 49408, "hidden_size": 768,
            "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12}
            """),
    ];

    public static void Write(string folder)
    {
        foreach (var (part, file, config) in s_parts)
        {
            Put(Path.Combine(folder, part, "config.json"), config);
            Weights(Path.Combine(folder, part, file + ".safetensors"), NetworkConfig.Parse(config, part));
        }
        Put(Path.Combine(folder, "model_index.json"), """{"_class_name": "StableDiffusionInstructPix2PixPipeline"}""");
        Put(Path.Combine(folder, "scheduler", "scheduler_config.json"), """
            {"_class_name": "EulerAncestralDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012,
            "beta_schedule": "scaled_linear", "steps_offset": 1}
            """
        );
        foreach (
            var tokenizer in Directory.GetFiles(
                Path.Combine(Paths.Repository, "tests", "EmuEdit.Networks.Tests", "Golden", "tokenizer", "tokenizer")
            )
        )
            Put(Path.Combine(folder, "tokenizer", Path.GetFileName(tokenizer)), File.ReadAllText(tokenizer));
    }

    private static void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // Norms near 1, the rest so that what a layer gives is about as large as what it takes.
    private static void Weights(string path, NetworkConfig config)
    {
        var (random, offset, header) = (new Random(1), 0L, new Dictionary<string, object>());
        var parameters = CheckpointPart.ParametersOf(config);
        foreach (var parameter in parameters)
            header[parameter.Name] = new
            {
                dtype = "F32",
                shape = parameter.Shape,
                data_offsets = new[] { offset, offset += sizeof(float) * parameter.Count },
            };
        // As safetensors writes it: the data begins at a multiple of 8.
        var text = JsonSerializer.Serialize(header);
        var json = Encoding.UTF8.GetBytes(text.PadRight((text.Length + 7) / 8 * 8));
        using var stream = File.Create(path);
        stream.Write(BitConverter.GetBytes((long)json.Length));
        stream.Write(json);
        float[] noise = [.. Enumerable.Range(0, Block).Select(_ => 2 * random.NextSingle() - 1)], scaled = new float[Block];
        foreach (var (index, parameter) in parameters.Index())
        {
            // No two tensors alike: equal ones may be kept once.
            var shift = (int)(index * 40503L % Block);
            var (mean, deviation) =
                parameter.Shape.Length == 1
                    ? (
                        parameter.Name.Contains("norm", StringComparison.Ordinal)
                        && parameter.Name.EndsWith("weight", StringComparison.Ordinal)
                            ? 1f
                            : 0f,
                        0.02f
                    )
                    : (0f, MathF.Sqrt(3f * parameter.Shape[0] / parameter.Count));
            for (var i = 0; i < Block; i++)
                scaled[i] = mean + deviation * noise[(i + shift) % Block];
            for (var left = parameter.Count; left > 0; left -= Block)
                stream.Write(MemoryMarshal.AsBytes(scaled.AsSpan(0, (int)Math.Min(left, Block))));
        }
    }
}
