using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Converts between images and the input of an autoencoder: [3, S, S] in [-1, 1].</summary>
internal static class ModelPixels
{
    public static float[] From(Image image)
    {
        var plane = image.Width * image.Height;
        var pixels = new float[3 * plane];
        for (var i = 0; i < image.Pixels.Length; i++)
            pixels[i % 3 * plane + i / 3] = image.Pixels[i] / 127.5f - 1;
        return pixels;
    }

    public static Image ToImage(float[] pixels, int size)
    {
        var (image, plane) = (new Image(size, size), size * size);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)Math.Clamp(MathF.Round((pixels[i % 3 * plane + i / 3] + 1) * 127.5f), 0, 255);
        return image;
    }
}
