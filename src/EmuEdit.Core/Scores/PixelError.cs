namespace EmuEdit.Core;

/// <summary>Mean absolute differences between images, on 0..1.</summary>
public static class PixelError
{
    /// <summary>The mean difference inside and outside a region; 0 for a side without pixels.</summary>
    public static (double Inside, double Outside) Split(Image a, Image b, Mask region)
    {
        if ((a.Width, a.Height) != (b.Width, b.Height) || (a.Width, a.Height) != (region.Width, region.Height))
            throw new ArgumentException(
                $"Pictures of {a.Width} x {a.Height} and {b.Width} x {b.Height} cannot be compared over a region of "
                    + $"{region.Width} x {region.Height}."
            );
        long inside = 0,
            outside = 0;
        for (var i = 0; i < region.Pixels.Length; i++)
        {
            var error = Math.Abs(a.Pixels[3 * i] - b.Pixels[3 * i])
                + Math.Abs(a.Pixels[3 * i + 1] - b.Pixels[3 * i + 1])
                + Math.Abs(a.Pixels[3 * i + 2] - b.Pixels[3 * i + 2]);
            if (region.Pixels[i] != 0) inside += error; else outside += error;
        }
        return (Mean(inside, region.Count), Mean(outside, region.Pixels.Length - region.Count));
    }

    private static double Mean(long sum, int pixels) => pixels == 0 ? 0 : sum / (3.0 * 255 * pixels);
}
