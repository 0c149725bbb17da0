using EmuEdit.Core;

namespace EmuEdit.World.Edits;

/// <summary>
/// Shrinks an image by 4, each pixel the mean of 4 x 4, and enlarges it by 4 with bicubic
/// interpolation.
/// </summary>
internal static class LowResolution
{
    private const int Factor = 4, Taps = 4;

    public static Image Of(Image picture)
    {
        var (small, large) = (Shrunk(picture), new Image(picture.Width, picture.Height));
        for (var y = 0; y < large.Height; y++)
            for (var x = 0; x < large.Width; x++)
                for (var c = 0; c < 3; c++)
                    large.Pixels[large.Offset(x, y) + c] = Byte(Interpolated(small, x, y, c));
        return large;
    }

    private static Image Shrunk(Image picture)
    {
        var small = new Image((picture.Width + Factor - 1) / Factor, (picture.Height + Factor - 1) / Factor);
        for (var y = 0; y < small.Height; y++)
            for (var x = 0; x < small.Width; x++)
                for (var c = 0; c < 3; c++)
                    small.Pixels[small.Offset(x, y) + c] = Byte(Mean(picture, x * Factor, y * Factor, c));
        return small;
    }

    /// <summary>Returns the mean of a block, which the image's end may cut off.</summary>
    private static float Mean(Image picture, int left, int top, int c)
    {
        var (sum, right, bottom) = (0, Math.Min(left + Factor, picture.Width), Math.Min(top + Factor, picture.Height));
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                sum += picture.Pixels[picture.Offset(x, y) + c];
        return (float)sum / ((right - left) * (bottom - top));
    }

    private static float Interpolated(Image small, int x, int y, int c)
    {
        var ((column, across), (row, down), sum) = (Position(x), Position(y), 0f);
        for (var j = 0; j < Taps; j++)
            for (var i = 0; i < Taps; i++)
                sum +=
                    Weight(j, down)
                    * Weight(i, across)
                    * small.Pixels[small.Offset(Math.Clamp(column + i, 0, small.Width - 1), Math.Clamp(row + j, 0, small.Height - 1)) + c];
        return sum;
    }

    /// <summary>
    /// Returns the first of four small pixels around a large one, and the position of the large
    /// one's centre between the second and the third, 0 to 1.
    /// </summary>
    private static (int First, float Share) Position(int large)
    {
        var at = (large + 0.5f) / Factor - 0.5f;
        return ((int)MathF.Floor(at) - 1, at - MathF.Floor(at));
    }

    /// <summary>The cubic convolution of Keys (1981), a = -1/2: third order, the usual "bicubic".</summary>
    private static float Weight(int tap, float t) => tap switch
    {
        0 => ((1 - 0.5f * t) * t - 0.5f) * t,
        1 => (1.5f * t - 2.5f) * t * t + 1,
        2 => ((2 - 1.5f * t) * t + 0.5f) * t,
        _ => (0.5f * t - 0.5f) * t * t,
    };

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
