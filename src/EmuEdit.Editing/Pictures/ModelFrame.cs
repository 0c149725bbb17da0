using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>Size of the image that a model works on.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal readonly record struct ModelFrame(int Width, int Height)
{
    // Autoencoders of Stable Diffusion map 8 x 8 pixels to one latent.
    private const int Multiple = 8, Shortest = 64;

    // An image with about as many pixels as the model was trained on is not resized.
    private const double Near = 1.25;

    /// <summary>
    /// Computes the frame of an image. A model that takes any shape gets the image's aspect ratio,
    /// sides that are multiples of 8, and about as many pixels as it was trained on. No side is
    /// shorter than 64, so a very long image gets a border. Any other model gets its square.
    /// </summary>
    public static ModelFrame Of(int width, int height, Bundle bundle) =>
        bundle.TakesAnyShape ? Of(width, height, (double)bundle.ImageSize * bundle.ImageSize) : new(bundle.ImageSize, bundle.ImageSize);

    /// <summary>Computes the frame of an image for a model that was trained on <paramref name="pixels"/> pixels.</summary>
    internal static ModelFrame Of(int width, int height, double pixels)
    {
        var given = (double)width * height;
        var scale = given <= pixels * Near && given >= pixels / Near ? 1 : Math.Sqrt(pixels / given);
        // Rounds the longer side first; the shorter side compensates for the rounding.
        var longer = Side(Math.Max(width, height) * scale, pixels / Shortest);
        var shorter = Side(Math.Min(width, height) * (longer / (double)Math.Max(width, height)), longer);
        return width >= height ? new(longer, shorter) : new(shorter, longer);
    }

    private static int Side(double length, double longest) =>
        (int)Math.Clamp(Math.Round(length / Multiple) * Multiple, Shortest, Math.Max(Shortest, Math.Floor(longest / Multiple) * Multiple));
}
