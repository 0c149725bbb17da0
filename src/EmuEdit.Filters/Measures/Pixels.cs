using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Arithmetic on the pixels of two images.</summary>
internal static class Pixels
{
    /// <summary>Mean absolute difference over the pixels that <paramref name="counts"/> selects, 0 to 1; 0 if it selects none.</summary>
    public static double Difference(EditSample sample, Func<int, bool> counts)
    {
        var (a, b) = (sample.Input.Pixels, sample.Target.Pixels);
        var (sum, pixels) = (0L, 0);
        for (var i = 0; i < a.Length / 3; i++)
        {
            if (!counts(i))
                continue;
            sum += Difference(a, b, i);
            pixels++;
        }
        return pixels == 0 ? 0 : sum / (3.0 * 255 * pixels);
    }

    /// <summary>The box around the change: the pixels whose mean change over the three channels is more than a tenth.</summary>
    public static Box Changed(EditSample sample)
    {
        var changed = new Mask(sample.Input.Width, sample.Input.Height);
        for (var i = 0; i < changed.Pixels.Length; i++)
            changed.Pixels[i] = Difference(sample.Input.Pixels, sample.Target.Pixels, i) > 77 ? (byte)255 : (byte)0;
        return Box.Of(changed);
    }

    /// <summary>Brightness of each pixel, 0 to 255.</summary>
    public static float[] Brightness(Image picture)
    {
        var brightness = new float[picture.Width * picture.Height];
        for (var i = 0; i < brightness.Length; i++)
            brightness[i] = 0.299f * picture.Pixels[3 * i] + 0.587f * picture.Pixels[3 * i + 1] + 0.114f * picture.Pixels[3 * i + 2];
        return brightness;
    }

    private static int Difference(byte[] a, byte[] b, int pixel)
    {
        var at = 3 * pixel;
        return Math.Abs(a[at] - b[at]) + Math.Abs(a[at + 1] - b[at + 1]) + Math.Abs(a[at + 2] - b[at + 2]);
    }
}
