using EmuEdit.Core;

namespace EmuEdit.Orchestration.Tests.Tasks;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 9)]
    [InlineData(4, 20)]
    [InlineData(1000, 20)]
    public void IntervalAfter_Attempts_GrowsUpToTheMaximum(int attempt, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            new RetryPolicy(2000, TimeSpan.FromSeconds(1), 3, TimeSpan.FromSeconds(20)).IntervalAfter(attempt)
        );

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 1, 0.5, 1)]
    [InlineData(1, 1, double.NaN, 1)]
    [InlineData(1, 2, 1, 1)]
    public void New_ValueOutOfRange_IsRefused(int attempts, int first, double coefficient, int max) =>
        Assert.Throws<InvalidInputException>(() =>
            new RetryPolicy(attempts, TimeSpan.FromSeconds(first), coefficient, TimeSpan.FromSeconds(max))
        );
}
