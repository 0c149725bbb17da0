using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>What diffusers' own configuration files say: <c>model_index.json</c> and a part's <c>config.json</c>.</summary>
internal static class DiffusersFiles
{
    // Defaults of diffusers' AutoencoderKL and UNet2DConditionModel, which a file need not repeat.
    private const float DefaultScalingFactor = 0.18215f;
    private const int DefaultSampleSize = 64, PixelsPerLatent = 8;

    /// <summary>The pipeline's class, as <c>model_index.json</c> names it.</summary>
    public static string PipelineName(string folder) =>
        BundleFiles.ReadJson<ModelIndex>(BundleFiles.Require(folder, "model_index.json")).ClassName;

    /// <summary>
    /// What the bundle's latents are multiplied by before they are diffused: what <c>emu_edit.json</c> or <c>vae_decoder/config.json</c> says; else 1
    /// in a bundle of ours, whose autoencoders scale in the graph, and Stable Diffusion's factor in another.
    /// </summary>
    public static float ScalingFactor(string folder, BundleConfig config)
    {
        var part = ReadPart(folder, "vae_decoder");
        var factor = config.ScalingFactor ?? part?.ScalingFactor ?? (part is null && config.IsOurs ? 1 : DefaultScalingFactor);
        return float.IsFinite(factor) && factor > 0
            ? factor
            : throw new InvalidInputException($"scaling_factor {factor}", "a number above 0");
    }

    /// <summary>The side of the pictures an 8-fold autoencoder gives the U-Net's latents for.</summary>
    public static int ImageSize(string folder) => PixelsPerLatent * (ReadPart(folder, "unet")?.SampleSize ?? DefaultSampleSize);

    private static PartConfig? ReadPart(string folder, string part)
    {
        var path = Path.Combine(folder, part, "config.json");
        return File.Exists(path) ? BundleFiles.ReadJson<PartConfig>(path) : null;
    }

    private sealed record ModelIndex([property: JsonPropertyName("_class_name")] string ClassName = "unnamed");

    private sealed record PartConfig(float? ScalingFactor, int? SampleSize);
}
