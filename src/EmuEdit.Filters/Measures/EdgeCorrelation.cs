using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Whether edges stay in place: correlation of the two images' gradient magnitudes, -1 to 1.
/// It needs no model, and complements depth, which cannot be estimated from a sketch or a map.
/// </summary>
internal sealed class EdgeCorrelation() : PlainFilter("structure", "the correlation of the edges")
{
    protected override double Measure(EditSample sample) => Correlation(Edges(sample.Input), Edges(sample.Target));

    private static double[] Edges(Image picture)
    {
        var (w, h, brightness) = (picture.Width, picture.Height, Pixels.Brightness(picture));
        float At(int x, int y) => brightness[Math.Clamp(y, 0, h - 1) * w + Math.Clamp(x, 0, w - 1)];
        var edges = new double[w * h];
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
            {
                // Sobel's gradient, which smooths across the edge.
                var dx = At(x + 1, y - 1) + 2 * At(x + 1, y) + At(x + 1, y + 1) - At(x - 1, y - 1) - 2 * At(x - 1, y) - At(x - 1, y + 1);
                var dy = At(x - 1, y + 1) + 2 * At(x, y + 1) + At(x + 1, y + 1) - At(x - 1, y - 1) - 2 * At(x, y - 1) - At(x + 1, y - 1);
                edges[y * w + x] = Math.Sqrt(dx * dx + dy * dy);
            }
        return edges;
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i] - meanA, b[i] - meanB);
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }
        return aa * bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }
}
