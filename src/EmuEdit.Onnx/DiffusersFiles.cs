using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Onnx;

/// <summary>What diffusers' own configuration files say: <c>model_index.json</c> and a part's <c>config.json</c>.</summary>
internal static class DiffusersFiles
{
    // Defaults of diffusers' AutoencoderKL and UNet2DConditionModel, which a file need not repeat.
    private const float DefaultScalingFactor = 0.18215f;
    private const int DefaultSampleSize = 64;
    private const string TinyClass = "AutoencoderTiny";

    /// <summary>Pixels a side that Stable Diffusion's autoencoders make one latent of.</summary>
    public const int PixelsPerLatent = 8;

    /// <summary>The folder of an autoencoder that is not exported.</summary>
    public const string VaePart = "vae";

    /// <summary>What <c>model_index.json</c> says.</summary>
    public static PipelineIndex Pipeline(string folder) => BundleFiles.ReadJson<PipelineIndex>(BundleFiles.Require(folder, "model_index.json"));

    /// <summary>
    /// What the bundle's latents are multiplied by before they are diffused: what <c>emu_edit.json</c> or the autoencoder's
    /// <c>config.json</c> says; else 1 in a bundle of ours, whose autoencoders scale in the graph, and Stable Diffusion's factor in
    /// another.
    /// </summary>
    public static float ScalingFactor(string folder, BundleConfig config)
    {
        var part = ReadPart(folder, "vae_decoder") ?? ReadPart(folder, VaePart);
        // A tiny autoencoder's latents are scaled already.
        var scalesItself = part is null ? config.IsOurs : part.ClassName == TinyClass;
        var factor = config.ScalingFactor ?? part?.ScalingFactor ?? (scalesItself ? 1 : DefaultScalingFactor);
        return float.IsFinite(factor) && factor > 0
            ? factor
            : throw new InvalidInputException($"scaling_factor {factor}", "a number above 0");
    }

    /// <summary>The side of the images an 8-fold autoencoder gives the U-Net's latents for.</summary>
    public static int ImageSize(string folder) => PixelsPerLatent * (ReadPart(folder, "unet")?.SampleSize ?? DefaultSampleSize);

    /// <summary>How many layers a text encoder has; null where its configuration is not there or does not say so.</summary>
    public static int? TextLayers(string folder, string part) => ReadPart(folder, part)?.NumHiddenLayers;

    private static PartConfig? ReadPart(string folder, string part)
    {
        var path = Path.Combine(folder, part, "config.json");
        return File.Exists(path) ? BundleFiles.ReadJson<PartConfig>(path) : null;
    }

    private sealed record PartConfig(float? ScalingFactor, int? SampleSize, int? NumHiddenLayers, [property: JsonPropertyName("_class_name")] string? ClassName);
}

/// <summary>What <c>model_index.json</c> says of a pipeline.</summary>
/// <param name="Class">Its class.</param>
/// <param name="ForceZerosForEmptyPrompt">Whether Stable Diffusion XL stands zeros for no text; default true, as in diffusers.</param>
/// <param name="IsCosxlEdit">
/// Whether the input image's latents are scaled, too; null, the default, for a Stable Diffusion XL InstructPix2Pix on EDM's noise levels:
/// CosXL-Edit is the only one, and diffusers does not save this.
/// </param>
internal sealed record PipelineIndex([property: JsonPropertyName("_class_name")] string Class = "unnamed", bool ForceZerosForEmptyPrompt = true, bool? IsCosxlEdit = null)
{
    private const string XlEditor = "StableDiffusionXLInstructPix2PixPipeline";

    /// <summary>Whether the input image's latents are scaled as those that are diffused.</summary>
    /// <param name="schedule">The model's own.</param>
    public bool ScalesImage(SchedulerConfig schedule) => IsCosxlEdit ?? (schedule.IsContinuous && Class == XlEditor);
}
