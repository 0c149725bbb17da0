using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// <c>clip/vision_model.onnx</c>: <c>pixel_values</c> [B, 3, S, S] to <c>image_embeds</c> [B, D].
/// Pixels are normalised as <c>clip/preprocessor_config.json</c> says; without that file they stay
/// in [-1, 1].
/// </summary>
public sealed class ClipImage
{
    private readonly OnnxSession _session;
    private readonly TensorSpec _pixels;
    private readonly PixelNormalisation _normalisation;

    internal ClipImage(OnnxSession session, PixelNormalisation normalisation, int size)
    {
        (_session, _normalisation) = (session, normalisation);
        session.AllowInputs("pixel_values");
        _pixels = session.Floats("pixel_values", 4);
        session.Output("image_embeds", 2);
        Size = _pixels.Fixed(3) ?? size;
    }

    /// <summary>Side of the images that the model takes, in pixels.</summary>
    public int Size { get; }

    /// <summary>Embeds one image.</summary>
    /// <param name="pixels">[3, <see cref="Size"/>, <see cref="Size"/>] in [-1, 1].</param>
    /// <returns>A vector of length 1.</returns>
    /// <exception cref="InvalidInputException">The model fails on the image.</exception>
    public float[] Embed(float[] pixels) => Embed([pixels])[0];

    /// <summary>Embeds images in batches.</summary>
    /// <param name="pictures">The images, each [3, <see cref="Size"/>, <see cref="Size"/>] in [-1, 1].</param>
    /// <returns>One vector of length 1 per image.</returns>
    /// <exception cref="InvalidInputException">The model fails on the images.</exception>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<float[]> pictures) => ModelBatch.Run(pictures, _pixels.Fixed(0), some =>
    {
        using var inputs = new ModelInputs().Add(_pixels, [.. some.SelectMany(_normalisation.Apply)], some.Count, 3, Size, Size);
        return _session.Run(inputs, "image_embeds");
    }, UnitVector.Of);
}

internal static class UnitVector
{
    /// <summary>Scales a vector to length 1; a vector of zeros stays.</summary>
    public static float[] Of(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return length > 0 ? Array.ConvertAll(vector, v => v / length) : vector;
    }
}
