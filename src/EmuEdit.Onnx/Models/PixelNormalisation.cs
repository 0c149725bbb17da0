using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>A vision model's normalisation of pixels: (value in [0, 1] - mean) / deviation, a channel.</summary>
internal sealed record PixelNormalisation(float[] Mean, float[] Deviation)
{
    /// <summary>What leaves [-1, 1] as it is.</summary>
    public static PixelNormalisation None { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Reads <c>image_mean</c> and <c>image_std</c> of a preprocessor configuration; <see cref="None"/> when there is no such file.</summary>
    /// <exception cref="InvalidInputException">The file does not hold three numbers for each.</exception>
    public static PixelNormalisation Load(string path)
    {
        if (!File.Exists(path))
            return None;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return new(Three(json, "image_mean"), Three(json, "image_std"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidInputException($"{path}: {e.Message}", "image_mean and image_std of three numbers each", "copy the file from the model's repository");
        }
    }

    /// <summary>Normalises a picture [3, S, S] in [-1, 1].</summary>
    public float[] Apply(float[] pixels)
    {
        var normalised = new float[pixels.Length];
        var plane = pixels.Length / 3;
        for (var i = 0; i < pixels.Length; i++)
            normalised[i] = ((pixels[i] + 1) / 2 - Mean[i / plane]) / Deviation[i / plane];
        return normalised;
    }

    private static float[] Three(JsonDocument json, string key) =>
        json.RootElement.GetProperty(key).EnumerateArray().Select(e => e.GetSingle()).ToArray() is { Length: 3 } values
            ? values
            : throw new FormatException($"{key} is not three numbers");
}
