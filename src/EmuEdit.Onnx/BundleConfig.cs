using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Onnx;

/// <summary>Default settings of an edit; the <c>defaults</c> of <c>emu_edit.json</c>.</summary>
public sealed record EditDefaults
{
    /// <summary>Denoising steps, 1 to 1000; default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Text guidance scale, 0 to 50; default 5.0, Emu Edit's.</summary>
    public float TextGuidance { get; init; } = 5.0f;

    /// <summary>Image guidance scale, 0 to 50; default 1.5, Emu Edit's.</summary>
    public float ImageGuidance { get; init; } = 1.5f;

    /// <summary>Threshold of <see cref="EditThresholding"/>, 0 to 1; default 0.03, Emu Edit's.</summary>
    public float Alpha { get; init; } = EditThresholding.DefaultAlpha;

    /// <summary>
    /// One of <see cref="Samplers.Names"/>; null takes the one that belongs to the scheduler's
    /// class.
    /// </summary>
    public string? Sampler { get; init; }

    /// <summary>
    /// Returns the defaults of diffusers' pipeline of a class; for a class that diffusers does not
    /// have, the defaults of this record.
    /// </summary>
    internal static EditDefaults Of(string pipelineClass) => pipelineClass switch
    {
        "StableDiffusionInstructPix2PixPipeline" => new() { Steps = 100, TextGuidance = 7.5f, ImageGuidance = 1.5f },
        "StableDiffusionXLInstructPix2PixPipeline" => new() { Steps = 100, TextGuidance = 5, ImageGuidance = 1.5f },
        _ => new(),
    };
}

/// <summary>
/// The content of <c>emu_edit.json</c>. A bundle without the file (InstructPix2Pix) takes every
/// default.
/// </summary>
public sealed record BundleConfig
{
    /// <summary>The only version of the file so far.</summary>
    public const int KnownFormat = 1;

    /// <summary>Version of the file; <see cref="KnownFormat"/>.</summary>
    public int Format { get; init; } = KnownFormat;

    /// <summary>The model's name; null when the file names none.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Side of the square images that the model works on, in pixels; null takes it from the models'
    /// files.
    /// </summary>
    public int? ImageSize { get; init; }

    /// <summary>
    /// Factor of latents before they are diffused; null takes it from
    /// <c>vae_decoder/config.json</c>.
    /// </summary>
    public float? ScalingFactor { get; init; }

    /// <summary>
    /// The tasks' names in the order of the task predictor's logits; default the sixteen of Emu
    /// Edit.
    /// </summary>
    public IReadOnlyList<string> Tasks { get; init; } = [.. EditTask.All.Select(t => t.Name)];

    /// <summary>Default settings of an edit.</summary>
    public EditDefaults Defaults { get; init; } = new();

    /// <summary>
    /// Thresholds of the data factory's filters, as in the file; undefined when the file has none.
    /// <c>EmuEdit.Filters.FilterThresholds</c> reads them.
    /// </summary>
    public JsonElement Filters { get; init; }

    /// <summary>What the bundle knows about its own limits. Default: nothing.</summary>
    public ReviewSettings Review { get; init; } = new();

    /// <summary>The licence of the weights; null when the file names none.</summary>
    public string? Licence { get; init; }

    /// <summary>How the model was trained, as in the file.</summary>
    public JsonElement Training { get; init; }

    /// <summary>Remarks for users of the model; null for none.</summary>
    public JsonElement Notes { get; init; }

    /// <summary>Whether the bundle has the file, which only this project writes.</summary>
    internal bool IsOurs { get; private init; }

    /// <summary>Reads the file. When it is missing, returns the defaults of the pipeline's class.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or has another format.</exception>
    internal static BundleConfig Load(string path, PipelineIndex pipeline)
    {
        if (!File.Exists(path))
            return new() { Defaults = EditDefaults.Of(pipeline.Class) };
        var config = BundleFiles.ReadJson<BundleConfig>(path) with { IsOurs = true };
        if (config.Format != KnownFormat)
            throw new InvalidInputException(
                $"{path} is of format {config.Format}",
                $"format {KnownFormat}",
                "use the version of EmuEdit that wrote it"
            );
        if (config.ImageSize is < 8 or > 4096)
            throw new InvalidInputException($"{path} has image_size {config.ImageSize}", "8 to 4096");
        if (config.Tasks.Count == 0)
            throw new InvalidInputException($"{path} names no tasks", "one task or more, in the order of the task predictor's logits");
        return config;
    }
}
