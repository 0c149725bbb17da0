namespace EmuEdit.Core;

/// <summary>
/// Structural similarity (Wang et al. 2004, "Image quality assessment"): how alike two images are
/// around each pixel in brightness, contrast and structure. Blur, ghosts and lost outlines lower it
/// where mean errors hardly see them.
/// </summary>
public sealed class StructuralSimilarity
{
    // The paper's window and K1, K2.
    private const float Sigma = 1.5f;
    private const double C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;

    private static readonly float[] s_window = Window();

    private readonly float[] _similarity, _contrast;

    /// <summary>Compares two images of one size.</summary>
    public StructuralSimilarity(Image a, Image b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Width, a.Height) != (b.Width, b.Height))
            throw new ArgumentException($"Images of {a.Width} x {a.Height} and {b.Width} x {b.Height} cannot be compared.");
        var area = a.Width * a.Height;
        (_similarity, _contrast) = (new float[area], new float[area]);
        for (var c = 0; c < 3; c++)
        {
            var (x, y) = (Plane(a, c), Plane(b, c));
            var (meanX, meanY) = (Blur(x, a.Width), Blur(y, a.Width));
            var (xx, yy, xy) = (Blur(Product(x, x), a.Width), Blur(Product(y, y), a.Width), Blur(Product(x, y), a.Width));
            for (var i = 0; i < area; i++)
            {
                var (mx, my) = ((double)meanX[i], (double)meanY[i]);
                var (vx, vy, covariance) = (Math.Max(0, xx[i] - mx * mx), Math.Max(0, yy[i] - my * my), xy[i] - mx * my);
                _similarity[i] += (float)(
                    (2 * mx * my + C1) * (2 * covariance + C2) / ((mx * mx + my * my + C1) * (vx + vy + C2)) / 3
                );
                _contrast[i] += (float)(Math.Max(vx, vy) / 3);
            }
        }
    }

    /// <summary>Returns the mean similarity of a region, at most 1; 1 for an empty region.</summary>
    public double Mean(Mask region) => WeightedMean(region, _ => 1);

    /// <summary>
    /// Returns the mean similarity of a region, each pixel weighted with the variance around it in
    /// the image where it is larger: outlines and objects count, and flat surroundings do not. 1
    /// for a region without contrast.
    /// </summary>
    public double MeanByContrast(Mask region) => WeightedMean(region, i => _contrast[i]);

    private double WeightedMean(Mask region, Func<int, double> weight)
    {
        ArgumentNullException.ThrowIfNull(region);
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < _similarity.Length; i++)
            if (region.Pixels[i] != 0)
            {
                sum += weight(i) * _similarity[i];
                weights += weight(i);
            }
        return weights < 1e-9 ? 1 : sum / weights;
    }

    private static float[] Plane(Image image, int channel)
    {
        var plane = new float[image.Width * image.Height];
        for (var i = 0; i < plane.Length; i++)
            plane[i] = image.Pixels[3 * i + channel] / 255f;
        return plane;
    }

    private static float[] Product(float[] x, float[] y)
    {
        var product = new float[x.Length];
        for (var i = 0; i < product.Length; i++)
            product[i] = x[i] * y[i];
        return product;
    }

    private static float[] Blur(float[] plane, int width)
    {
        var (height, rows, blurred) = (plane.Length / width, new float[plane.Length], new float[plane.Length]);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var k = 0; k < s_window.Length; k++)
                    rows[y * width + x] += s_window[k] * plane[y * width + Mirrored(x + k - s_window.Length / 2, width)];
        for (var y = 0; y < height; y++)
            for (var k = 0; k < s_window.Length; k++)
            {
                var from = Mirrored(y + k - s_window.Length / 2, height) * width;
                for (var x = 0; x < width; x++)
                    blurred[y * width + x] += s_window[k] * rows[from + x];
            }
        return blurred;
    }

    private static int Mirrored(int at, int count)
    {
        while (at < 0 || at >= count)
            at = at < 0 ? -1 - at : 2 * count - 1 - at;
        return at;
    }

    private static float[] Window()
    {
        var weights = Enumerable.Range(-6, 13).Select(d => MathF.Exp(-d * d / (2 * Sigma * Sigma))).ToArray();
        return Array.ConvertAll(weights, w => w / weights.Sum());
    }
}
