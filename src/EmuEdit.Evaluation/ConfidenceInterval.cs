using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace EmuEdit.Evaluation;

/// <summary>The mean of independent results with its 95 % confidence interval, by Student's t.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">
/// Half the interval, which is mean ± this value. NaN for a single result, which has no interval.
/// </param>
public readonly record struct ConfidenceInterval(double Mean, double HalfWidth)
{
    private const double UpperQuantile = 0.975;

    /// <summary>Computes the mean and interval of some results.</summary>
    /// <param name="values">The results, at least one.</param>
    public static ConfidenceInterval Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 1
            ? new(values.First(), double.NaN)
            : new(
                values.Mean(),
                StudentT.InvCDF(location: 0, scale: 1, freedom: values.Count - 1, UpperQuantile)
                    * values.StandardDeviation()
                    / Math.Sqrt(values.Count)
            );
    }
}
