using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>Size of the picture that a model works on.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal readonly record struct ModelFrame(int Width, int Height)
{
    // Autoencoders of Stable Diffusion make one latent of 8 x 8 pixels.
    private const int Multiple = 8, Shortest = 64;

    // A picture of about as many pixels as the model was trained on is not resized.
    private const double Near = 1.25;

    /// <summary>
    /// The frame of a picture. A model that takes any shape gets that of the picture, sides multiples of 8 and about as many pixels as it was trained on; no side is below 64, so that a very long picture
    /// gets a border. Any other model gets its square.
    /// </summary>
    public static ModelFrame Of(int width, int height, Bundle bundle) =>
        bundle.TakesAnyShape ? Of(width, height, (double)bundle.ImageSize * bundle.ImageSize) : new(bundle.ImageSize, bundle.ImageSize);

    /// <summary>The frame of a picture for a model that was trained on so many pixels.</summary>
    internal static ModelFrame Of(int width, int height, double pixels)
    {
        var given = (double)width * height;
        var scale = given <= pixels * Near && given >= pixels / Near ? 1 : Math.Sqrt(pixels / given);
        // The longer side first: what its rounding takes, the shorter one makes good.
        var longer = Side(Math.Max(width, height) * scale, pixels / Shortest);
        var shorter = Side(Math.Min(width, height) * (longer / (double)Math.Max(width, height)), longer);
        return width >= height ? new(longer, shorter) : new(shorter, longer);
    }

    private static int Side(double length, double longest) =>
        (int)Math.Clamp(Math.Round(length / Multiple) * Multiple, Shortest, Math.Max(Shortest, Math.Floor(longest / Multiple) * Multiple));
}
