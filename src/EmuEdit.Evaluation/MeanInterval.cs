namespace EmuEdit.Evaluation;

/// <summary>A mean of independent results with its 95 % confidence interval by Student's t.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; NaN for a single result, which has none.</param>
public readonly record struct MeanInterval(double Mean, double HalfWidth)
{
    private const double Normal = 1.959964;

    // Quantiles 0.975 for 1 to 10 degrees of freedom.
    private static readonly double[] Quantiles = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281];

    /// <summary>The mean of some results.</summary>
    /// <param name="values">At least one.</param>
    public static MeanInterval Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var mean = values.Average();
        var freedom = values.Count - 1;
        return freedom == 0 ? new(mean, double.NaN) : new(mean, Quantile(freedom) * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / freedom / values.Count));
    }

    /// <summary>Student's t, quantile 0.975: a table, and above it the first terms of its expansion about the normal one (Abramowitz and Stegun 26.7.5), right to four digits.</summary>
    private static double Quantile(int freedom)
    {
        if (freedom <= Quantiles.Length)
            return Quantiles[freedom - 1];
        var (z, z3, z5, z7, n) = (Normal, Math.Pow(Normal, 3), Math.Pow(Normal, 5), Math.Pow(Normal, 7), (double)freedom);
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
    }
}
