using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace EmuEdit.Evaluation;

/// <summary>A mean of independent results with its 95 % confidence interval by Student's t.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; NaN for a single result, which has none.</param>
public readonly record struct ConfidenceInterval(double Mean, double HalfWidth)
{
    private const double UpperQuantile = 0.975;

    /// <summary>The mean of some results.</summary>
    /// <param name="values">At least one.</param>
    public static ConfidenceInterval Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 1
            ? new(values.First(), double.NaN)
            : new(values.Mean(), StudentT.InvCDF(location: 0, scale: 1, freedom: values.Count - 1, UpperQuantile) * values.StandardDeviation() / Math.Sqrt(values.Count));
    }
}
