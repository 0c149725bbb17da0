using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Onnx;

/// <summary>
/// Reads diffusers' own configuration files: <c>model_index.json</c> and a part's
/// <c>config.json</c>.
/// </summary>
internal static class DiffusersFiles
{
    // Defaults of diffusers' AutoencoderKL and UNet2DConditionModel, which a file need not repeat.
    private const float DefaultScalingFactor = 0.18215f;
    private const int DefaultSampleSize = 64;
    private const string TinyClass = "AutoencoderTiny";

    /// <summary>Side in pixels of the square that Stable Diffusion's autoencoders map to one latent position.</summary>
    public const int PixelsPerLatent = 8;

    /// <summary>The folder of an autoencoder that is not exported.</summary>
    public const string VaePart = "vae";

    /// <summary>Reads <c>model_index.json</c>.</summary>
    public static PipelineIndex Pipeline(string folder) =>
        BundleFiles.ReadJson<PipelineIndex>(BundleFiles.Require(folder, "model_index.json"));

    /// <summary>
    /// Returns the factor of the bundle's latents before they are diffused: the value in
    /// <c>emu_edit.json</c> or in the autoencoder's <c>config.json</c>. Otherwise 1 in this
    /// project's bundles, whose autoencoders scale in the graph, and Stable Diffusion's factor in
    /// others.
    /// </summary>
    public static float ScalingFactor(string folder, BundleConfig config)
    {
        var part = ReadPart(folder, "vae_decoder") ?? ReadPart(folder, VaePart);
        // A tiny autoencoder's latents are already scaled.
        var scalesItself = part is null ? config.IsOurs : part.ClassName == TinyClass;
        var factor = config.ScalingFactor ?? part?.ScalingFactor ?? (scalesItself ? 1 : DefaultScalingFactor);
        return float.IsFinite(factor) && factor > 0
            ? factor
            : throw new InvalidInputException($"scaling_factor {factor}", "a number above 0");
    }

    /// <summary>
    /// Returns the side of the images, in pixels, for which an 8-fold autoencoder gives latents of
    /// the U-Net's size.
    /// </summary>
    public static int ImageSize(string folder) => PixelsPerLatent * (ReadPart(folder, "unet")?.SampleSize ?? DefaultSampleSize);

    /// <summary>
    /// Returns the number of layers of a text encoder; null when its configuration is missing or
    /// does not state it.
    /// </summary>
    public static int? TextLayers(string folder, string part) => ReadPart(folder, part)?.NumHiddenLayers;

    private static PartConfig? ReadPart(string folder, string part)
    {
        var path = Path.Combine(folder, part, "config.json");
        return File.Exists(path) ? BundleFiles.ReadJson<PartConfig>(path) : null;
    }

    private sealed record PartConfig(
        float? ScalingFactor,
        int? SampleSize,
        int? NumHiddenLayers,
        [property: JsonPropertyName("_class_name")] string? ClassName
    );
}

/// <summary>The content of <c>model_index.json</c>.</summary>
/// <param name="Class">Class of the pipeline.</param>
/// <param name="ForceZerosForEmptyPrompt">
/// Whether Stable Diffusion XL encodes the empty prompt as zeros; default true, as in diffusers.
/// </param>
/// <param name="IsCosxlEdit">
/// Whether the input image's latents are scaled, too. Null, the default, means: for a Stable
/// Diffusion XL InstructPix2Pix with EDM's noise levels. CosXL-Edit is the only one, and diffusers
/// does not save this setting.
/// </param>
internal sealed record PipelineIndex(
    [property: JsonPropertyName("_class_name")] string Class = "unnamed",
    bool ForceZerosForEmptyPrompt = true,
    bool? IsCosxlEdit = null
)
{
    private const string XlEditor = "StableDiffusionXLInstructPix2PixPipeline";

    /// <summary>Whether the input image's latents are scaled like the diffused ones.</summary>
    /// <param name="schedule">The schedule of the model.</param>
    public bool ScalesImage(SchedulerConfig schedule) => IsCosxlEdit ?? (schedule.IsContinuous && Class == XlEditor);
}
