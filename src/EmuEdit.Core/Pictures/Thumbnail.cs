namespace EmuEdit.Core;

/// <summary>Reduces an image to a small copy.</summary>
public static class Thumbnail
{
    /// <summary>
    /// Resizes an image to a width and keeps its aspect ratio. Each pixel is the mean over the area
    /// that it covers. An image that is not wider is returned unchanged.
    /// </summary>
    /// <param name="picture">The image.</param>
    /// <param name="width">Width of the copy in pixels, at least 1.</param>
    public static Image Of(Image picture, int width)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (width >= picture.Width)
            return picture;
        var height = Math.Max(1, (int)Math.Round((double)picture.Height * width / picture.Width));
        var small = new Image(width, height);
        var (across, down) = (new ResampleAxis(picture.Width, width), new ResampleAxis(picture.Height, height));
        var (line, narrow, sum) = (new float[3 * picture.Width], new float[3 * width], new float[3 * width]);
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sum);
            var weights = down.Weights(y);
            for (var k = 0; k < weights.Length; k++)
                if (weights[k] != 0)
                    Add(down.First(y) + k, weights[k]);
            for (var i = 0; i < sum.Length; i++)
                small.Pixels[3 * width * y + i] = (byte)Math.Clamp(MathF.Round(sum[i]), 0, 255);
        }
        return small;

        void Add(int row, float weight)
        {
            var source = picture.Pixels.AsSpan(picture.Offset(0, row), line.Length);
            for (var i = 0; i < line.Length; i++)
                line[i] = source[i];
            across.Resize(line, narrow);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += weight * narrow[i];
        }
    }
}
