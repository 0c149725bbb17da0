using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>A vision model's normalisation of pixels, per channel: (value in [0, 1] - mean) / deviation.</summary>
internal sealed record PixelNormalisation(float[] Mean, float[] Deviation)
{
    /// <summary>Leaves values on [-1, 1] as they are.</summary>
    public static PixelNormalisation None { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>ImageNet's values, which most vision models are trained with.</summary>
    public static PixelNormalisation ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>
    /// Reads <c>image_mean</c> and <c>image_std</c> from the preprocessor configuration of a
    /// bundle's part.
    /// </summary>
    /// <param name="folder">The bundle's folder.</param>
    /// <param name="part">The part's folder.</param>
    /// <param name="otherwise">
    /// The result when the file does not exist; null, the default, for <see cref="None"/>.
    /// </param>
    /// <exception cref="InvalidInputException">The file does not hold three numbers for each.</exception>
    public static PixelNormalisation OfPart(string folder, string part, PixelNormalisation? otherwise = null)
    {
        var path = Path.Combine(folder, part, "preprocessor_config.json");
        if (!File.Exists(path))
            return otherwise ?? None;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return new(Three(json, "image_mean"), Three(json, "image_std"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidInputException(
                $"{path}: {e.Message}",
                "image_mean and image_std of three numbers each",
                "copy the file from the model's repository"
            );
        }
    }

    /// <summary>Normalises an image [3, H, W] in [-1, 1].</summary>
    public float[] Apply(float[] pixels)
    {
        var normalised = new float[pixels.Length];
        var plane = pixels.Length / 3;
        for (var i = 0; i < pixels.Length; i++)
            normalised[i] = ((pixels[i] + 1) / 2 - Mean[i / plane]) / Deviation[i / plane];
        return normalised;
    }

    /// <summary>
    /// Resizes and normalises an image for a model, [3, H, W] of the transform's frame; 0 where the
    /// frame shows no image.
    /// </summary>
    public float[] Apply(Image picture, ResizeTransform view)
    {
        var plane = view.FrameHeight * view.FrameWidth;
        var pixels = new float[3 * plane];
        // The mean becomes 0.
        for (var c = 0; c < 3; c++)
            pixels.AsSpan(c * plane, plane).Fill(2 * Mean[c] - 1);
        view.Write(picture, pixels);
        return Apply(pixels);
    }

    private static float[] Three(JsonDocument json, string key) =>
        json.RootElement.GetProperty(key).EnumerateArray().Select(e => e.GetSingle()).ToArray() is { Length: 3 } values
            ? values
            : throw new FormatException($"{key} is not three numbers");
}
