namespace EmuEdit.Editing;

/// <summary>
/// Carries detail that is too fine for the model's grid through an edit. Around each pixel of the grid, a 3 x 3 matrix
/// explains the edited colours by the given ones. Ridge regression over a window fits the matrix, as in the guided filter
/// (He, Sun and Tang 2010; at low resolution as in He and Sun 2015). If an edit relights or recolours, fine detail goes
/// through that matrix. Where an object appears or disappears, the input explains nothing, and the matrix is near zero.
/// </summary>
internal static class GuidedUpsampling
{
    /// <summary>Number of entries of a matrix, stored row by row. A row belongs to an edited channel.</summary>
    public const int Entries = 9;

    private const int Radius = 1;

    /// <summary>Variance, of values in [-1, 1], below which the given colours explain nothing.</summary>
    private const double Ridge = 2e-3;

    /// <summary>Change of a pixel from which only the fitted matrix counts: mean over channels, of values in [-1, 1].</summary>
    private const float Fade = 0.2f;

    /// <summary>Fits the matrix of each pixel.</summary>
    /// <param name="given">The input, [3, height, width] in [-1, 1].</param>
    /// <param name="edited">The edit, same shape and range.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="height">Number of rows.</param>
    /// <returns>The matrices, [9, height, width].</returns>
    public static float[] Fit(float[] given, float[] edited, int width, int height)
    {
        var area = width * height;
        var gains = new float[Entries * area];
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
                FitAt(x, y);
        });
        return gains;

        void FitAt(int x, int y)
        {
            Span<double> mean = stackalloc double[6], products = stackalloc double[18];
            mean.Clear();
            products.Clear();
            var count = 0;
            for (var v = Math.Max(0, y - Radius); v <= Math.Min(height - 1, y + Radius); v++)
                for (var u = Math.Max(0, x - Radius); u <= Math.Min(width - 1, x + Radius); u++, count++)
                    Gather(v * width + u, mean, products);
            var here = y * width + x;
            Solve(mean, products, count, Kept(here), gains, here);
        }

        void Gather(int i, Span<double> mean, Span<double> products)
        {
            for (var a = 0; a < 3; a++)
            {
                var g = given[a * area + i];
                mean[a] += g;
                mean[3 + a] += edited[a * area + i];
                for (var b = 0; b < 3; b++)
                {
                    products[3 * a + b] += g * given[b * area + i];
                    products[9 + 3 * a + b] += g * edited[b * area + i];
                }
            }
        }

        // Share of the identity. It is 1 where nothing changed, so that unchanged pixels stay unchanged.
        float Kept(int i)
        {
            var change = 0f;
            for (var c = 0; c < 3; c++)
                change += MathF.Abs(edited[c * area + i] - given[c * area + i]) / 3;
            return MathF.Max(0, 1 - change / Fade);
        }
    }

    // Solves (cov(given) + ridge I) A^T = cov(given, edited) with the adjugate of the 3 x 3 matrix.
    private static void Solve(Span<double> mean, Span<double> products, int count, float kept, float[] gains, int at)
    {
        Span<double> s = stackalloc double[9], c = stackalloc double[9];
        for (var a = 0; a < 3; a++)
            for (var b = 0; b < 3; b++)
            {
                s[3 * a + b] = products[3 * a + b] / count - mean[a] * mean[b] / count / count + (a == b ? Ridge : 0);
                c[3 * a + b] = products[9 + 3 * a + b] / count - mean[a] * mean[3 + b] / count / count;
            }
        Span<double> inverse = stackalloc double[9];
        Invert(s, inverse);
        var area = gains.Length / Entries;
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var fitted = inverse[3 * column] * c[row] + inverse[3 * column + 1] * c[3 + row] + inverse[3 * column + 2] * c[6 + row];
                gains[(3 * row + column) * area + at] = (float)((1 - kept) * fitted) + (row == column ? kept : 0);
            }
    }

    private static void Invert(Span<double> s, Span<double> inverse)
    {
        for (var a = 0; a < 3; a++)
            for (var b = 0; b < 3; b++)
            {
                var (i, j, k, l) = ((b + 1) % 3, (b + 2) % 3, (a + 1) % 3, (a + 2) % 3);
                inverse[3 * a + b] = s[3 * i + k] * s[3 * j + l] - s[3 * i + l] * s[3 * j + k];
            }
        var determinant = s[0] * inverse[0] + s[1] * inverse[3] + s[2] * inverse[6];
        for (var i = 0; i < 9; i++)
            inverse[i] /= determinant;
    }
}
