namespace EmuEdit.Evaluation.Tests;

public class ConfidenceIntervalTests
{
    [Fact]
    public void Of_ThreeResults_IsStudents()
    {
        var interval = ConfidenceInterval.Of([1, 2, 3]);
        // 4.3027 deviations of the mean, 1 / sqrt(3).
        Assert.Equal(2, interval.Mean);
        Assert.Equal(2.4841, interval.HalfWidth, 1e-4);
    }

    // By the tables for 1, 10, 11, 30 and 1000 degrees of freedom.
    [Theory]
    [InlineData(2, 12.7062)]
    [InlineData(11, 2.2281)]
    [InlineData(12, 2.2010)]
    [InlineData(31, 2.0423)]
    [InlineData(1001, 1.9623)]
    public void Of_Results_UsesTheQuantileOfTheirNumber(int count, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        var deviation = Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (count - 1) / count);
        Assert.Equal(quantile, ConfidenceInterval.Of(values).HalfWidth / deviation, 2e-4);
    }

    [Fact]
    public void Of_OneResult_HasNoInterval() => Assert.True(double.IsNaN(ConfidenceInterval.Of([3]).HalfWidth));
}
