using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Networks.Checkpoints;

namespace EmuEdit.Onnx;

/// <summary>
/// Writes a checkpoint as a bundle of ONNX graphs: for other programs, or for a machine that should
/// read 16-bit weights from its disk.
/// </summary>
public static class ModelExport
{
    private static readonly (string Part, string Network, string? Graph)[] s_parts =
    [
        ("text_encoder", "text_encoder", null),
        ("text_encoder_2", "text_encoder_2", null),
        ("vae_encoder", "vae", "vae_encoder"),
        ("vae_decoder", "vae", "vae_decoder"),
        ("unet", "unet", null),
    ];

    /// <summary>Writes a bundle.</summary>
    /// <param name="path">The model: a diffusers folder, or a single file.</param>
    /// <param name="output">The bundle's folder. It must not exist yet, and appears only when it is complete.</param>
    /// <param name="half">Whether weights are stored in 16 bits; inputs and outputs stay 32-bit floats.</param>
    /// <param name="loras">LoRAs that are merged into the weights; null, the default, for none.</param>
    /// <param name="told">Called with the name of each part before it is written; null, the default, for none.</param>
    /// <exception cref="InvalidInputException">
    /// The model cannot be read, it has no networks to export, or the output folder exists.
    /// </exception>
    public static void Write(string path, string output, bool half, IReadOnlyList<Lora>? loras = null, Action<string>? told = null)
    {
        if (Path.Exists(output))
            throw new InvalidInputException($"{output} is there", "a folder that is not", "choose another, or delete it");
        var (source, merge) = (ModelSource.Of(path), new LoraMerge((loras ?? []).Select(l => LoraFile.Read(l.File, l.Weight)).ToList()));
        var opened = s_parts.Select(p => p.Network).Distinct().Where(source.Has).ToDictionary(n => n, n => source.Open(n, merge));
        merge.Close();
        if (!opened.ContainsKey("unet") || !opened.ContainsKey("vae") || !opened.ContainsKey("text_encoder"))
            throw new InvalidInputException($"{path} has no networks to export", "a model of safetensors: unet, vae and text_encoder");
        var unfinished = output + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        foreach (var (part, network, graph) in s_parts.Where(p => opened.ContainsKey(p.Network)))
        {
            told?.Invoke(part);
            var checkpoint = opened[network];
            CheckpointExport.Write(checkpoint.Graph(graph ?? checkpoint.Network.Graphs[0]), Path.Combine(unfinished, part), half);
            Json(Path.Combine(unfinished, part, "config.json"), Config(source, part, checkpoint));
        }
        WriteRest(source, unfinished, opened.ContainsKey("text_encoder_2"));
        Directory.Move(unfinished, output);
    }

    // The values that other readers of such bundles look for: layers, channels, the factor of
    // latents. A configuration may omit defaults that follow from the model and not from its class.
    private static JsonObject Config(ModelSource source, string part, CheckpointPart checkpoint)
    {
        var config = checkpoint.Config.ToJson();
        if (part == "vae_decoder")
            config["scaling_factor"] = source.ScalingFactor(new());
        if (part == "unet")
            config["sample_size"] = source.ImageSize / DiffusersFiles.PixelsPerLatent;
        return config;
    }

    private static void WriteRest(ModelSource source, string folder, bool xl)
    {
        var pipeline = source.Pipeline;
        var index = new JsonObject
        {
            ["_class_name"] = pipeline.Class,
            ["force_zeros_for_empty_prompt"] = pipeline.ForceZerosForEmptyPrompt,
        };
        foreach (var (part, _, _) in s_parts.Where(p => Directory.Exists(Path.Combine(folder, p.Part))))
            index[part] = new JsonArray("emuedit", part);
        // When the model does not state it, its schedule decides.
        if (pipeline.IsCosxlEdit is { } scales)
            index["is_cosxl_edit"] = scales;
        Json(Path.Combine(folder, "model_index.json"), index);
        Directory.CreateDirectory(Path.Combine(folder, "scheduler"));
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"), source.Scheduler.Json);
        foreach (var tokenizer in xl ? new[] { "tokenizer", "tokenizer_2" } : ["tokenizer"])
            source.Tokenizer(tokenizer).Save(Path.Combine(folder, tokenizer));
    }

    private static void Json(string path, JsonObject values) => File.WriteAllText(path, values.ToJsonString());
}
