using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.TestKit;

/// <summary>
/// Writes a whole bundle of toy graphs whose edits can be worked out by hand. The latent is a block
/// transform without loss. The U-Net predicts the sample: the input's latent plus, in the left half
/// of the picture, <see cref="Shift"/> for each word "red" and the mean of the task embedding.
/// </summary>
public sealed record TinyBundle
{
    public const int Length = 16, Patch = 8, Width = 4;

    /// <summary>What a word "red" adds to pixels in [-1, 1].</summary>
    public const float Shift = 0.25f;

    /// <summary>The mean of the embedding of the task "global"; the other tasks' are zeros.</summary>
    public const float GlobalShift = -0.5f;

    private static readonly string[] Blind = ["task_predictor", "clip_image", "clip_input", "clip_output", "clip_direction"];
    private static readonly JsonSerializerOptions s_json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public int Size { get; init; } = 16;

    public TensorElementType Ids { get; init; } = TensorElementType.Int64;

    public TensorElementType Timestep { get; init; } = TensorElementType.Float;

    public GraphDimension[] TimestepShape { get; init; } = ["batch"];

    /// <summary>Whether the U-Net predicts timestep / 1000 everywhere instead.</summary>
    public bool PredictsTimestep { get; init; }

    public bool LatentParameters { get; init; }

    /// <summary>What the decoder adds to every pixel, as an autoencoder with an error would.</summary>
    public float DecoderError { get; init; }

    public bool TaskEmbeddings { get; init; } = true;

    public bool TaskPredictor { get; init; } = true;

    /// <summary>
    /// Whether it has a text-to-image model: it draws one grey, <see cref="Shift"/> above the
    /// middle for each word "red" that its cross-attention sees.
    /// </summary>
    public bool TextToImage { get; init; }

    public bool EmuEditFile { get; init; } = true;

    /// <summary>Channels that the U-Net's input declares; null for the right number.</summary>
    public GraphDimension? UNetChannels { get; init; }

    public string TextInput { get; init; } = "encoder_hidden_states";

    public TensorElementType TextType { get; init; } = TensorElementType.Float;

    /// <summary>The layout of InstructPix2Pix: no tasks, no file of ours.</summary>
    public static TinyBundle InstructPix2Pix { get; } = new() { TaskEmbeddings = false, TaskPredictor = false, EmuEditFile = false };

    public void Write(string folder)
    {
        TinyTokenizer.Write(Path.Combine(folder, "tokenizer"), Length);
        var graphs = new TinyGraphs(this);
        graphs.TextEncoder().Save(Path.Combine(folder, "text_encoder", "model.onnx"));
        graphs.VaeEncoder().Save(Path.Combine(folder, "vae_encoder", "model.onnx"));
        graphs.VaeDecoder().Save(Path.Combine(folder, "vae_decoder", "model.onnx"));
        graphs.UNet().Save(Path.Combine(folder, "unet", "model.onnx"));
        graphs.ClipText().Save(Path.Combine(folder, "clip", "text_model.onnx"));
        graphs.ClipImage().Save(Path.Combine(folder, "clip", "vision_model.onnx"));
        if (TextToImage)
            TinyGraphs.TextToImage().Save(Path.Combine(folder, "text_to_image_unet", "model.onnx"));
        if (TaskPredictor)
            graphs.TaskPredictor().Save(Path.Combine(folder, "task_predictor", "model.onnx"));
        if (TaskEmbeddings)
            WriteTaskEmbeddings(Path.Combine(folder, "task_embeddings.safetensors"));
        WriteConfigurations(folder);
    }

    private static void WriteTaskEmbeddings(string path)
    {
        var file = new Safetensors();
        foreach (var task in EditTask.All)
            file.Tensors[task.Name] = new([Width], [.. Enumerable.Repeat(task.Name == "global" ? GlobalShift : 0, Width)]);
        file.Write(path);
    }

    private void WriteConfigurations(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "model_index.json"), """{"_class_name": "ToyPipeline"}""");
        Directory.CreateDirectory(Path.Combine(folder, "scheduler"));
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"),
            """
            {"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
            "beta_schedule": "scaled_linear", "prediction_type": "sample",
             "rescale_betas_zero_snr": true, "timestep_spacing": "trailing", "clip_sample": false}
            """);
        if (EmuEditFile)
            File.WriteAllText(Path.Combine(folder, "emu_edit.json"), JsonSerializer.Serialize(new
            {
                format = 1,
                name = "toy",
                image_size = Size,
                tasks = EditTask.All.Select(t => t.Name),
                defaults = new { steps = 4, text_guidance = 1.0, image_guidance = 1.0, alpha = 0.03, sampler = "ddim" },
                licence = "MIT",
                // A toy's CLIP and task predictor know nothing: what looks through them lets all pairs pass.
                filters = TextToImage ? Blind.ToDictionary(f => f, _ => new Dictionary<string, object> { ["default"] = new { } }) : null,
            }, s_json));
    }
}
