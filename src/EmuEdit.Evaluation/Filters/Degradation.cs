using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Degradations of pixels.</summary>
internal static class Degradation
{
    /// <summary>
    /// Blurs slightly and adds noise of deviation 3 of 255, like a small diffusion model. A viewer
    /// would still accept the image.
    /// </summary>
    public static Image AsDiffusion(Image picture, CounterRandom random) => Noisy(Blend(picture, Blurred(picture, 1), 0.35f), random, 3);

    /// <summary>Box blur: the mean of the pixels up to <paramref name="radius"/> away.</summary>
    public static Image Blurred(Image picture, int radius)
    {
        var result = new Image(picture.Width, picture.Height);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var sum = 0;
                    for (var v = y - radius; v <= y + radius; v++)
                        for (var u = x - radius; u <= x + radius; u++)
                            sum += Clamped(picture, u, v, c);
                    result.Pixels[result.Offset(x, y) + c] = (byte)(sum / ((2 * radius + 1) * (2 * radius + 1)));
                }
        return result;
    }

    // Beyond the border, the border's pixel repeats.
    private static byte Clamped(Image picture, int x, int y, int channel) =>
        picture.Pixels[picture.Offset(Math.Clamp(x, 0, picture.Width - 1), Math.Clamp(y, 0, picture.Height - 1)) + channel];

    /// <summary>Adds Gaussian noise to each channel.</summary>
    public static Image Noisy(Image picture, CounterRandom random, float deviation) =>
        Each(picture, v => v + deviation * random.NextGaussian());

    /// <summary>Multiplies each value by a factor.</summary>
    public static Image Gained(Image picture, float gain) => Each(picture, v => v * gain);

    /// <summary>Computes (1 - share) a + share b.</summary>
    public static Image Blend(Image a, Image b, float share)
    {
        var at = 0;
        return Each(a, v => v + share * (b.Pixels[at++] - v));
    }

    /// <summary>
    /// Takes <paramref name="inside"/> where <paramref name="takes"/> is true for column and row,
    /// else <paramref name="outside"/>.
    /// </summary>
    public static Image Pasted(Image inside, Image outside, Func<int, int, bool> takes)
    {
        var result = outside.Clone();
        for (var y = 0; y < result.Height; y++)
            for (var x = 0; x < result.Width; x++)
                if (takes(x, y))
                    inside.Pixels.AsSpan(inside.Offset(x, y), 3).CopyTo(result.Pixels.AsSpan(result.Offset(x, y)));
        return result;
    }

    private static Image Each(Image picture, Func<byte, float> f) =>
        new(picture.Width, picture.Height, Array.ConvertAll(picture.Pixels, v => (byte)Math.Clamp(MathF.Round(f(v)), 0, 255)));
}
