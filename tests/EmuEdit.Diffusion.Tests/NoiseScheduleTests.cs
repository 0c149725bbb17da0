using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class NoiseScheduleTests
{
    private static readonly SchedulerConfig s_stableDiffusion = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
    };

    [Fact]
    public void AlphasCumprod_TwoLinearBetas_AreTheProductsByHand()
    {
        var schedule = new NoiseSchedule(new() { TrainTimesteps = 3, BetaStart = 0.1, BetaEnd = 0.5 });
        Assert.Equal([0.9, 0.9 * 0.7, 0.9 * 0.7 * 0.5], schedule.AlphasCumprod, Near(1e-12));
    }

    [Fact]
    public void AlphasCumprod_ScaledLinear_StepsEquallyInTheRoot()
    {
        var schedule = new NoiseSchedule(
            new()
            {
                TrainTimesteps = 3,
                BetaStart = 0.01,
                BetaEnd = 0.25,
                BetaSchedule = BetaSchedule.ScaledLinear,
            }
        );
        Assert.Equal([0.99, 0.99 * 0.91, 0.99 * 0.91 * 0.75], schedule.AlphasCumprod, Near(1e-12));
    }

    [Fact]
    public void AlphasCumprod_KnownSchedules_EndAtTheirPublishedNoise()
    {
        Assert.Equal(4.0358e-5, new NoiseSchedule(new()).AlphasCumprod[^1], 8);
        Assert.Equal(0.00466, new NoiseSchedule(s_stableDiffusion).AlphasCumprod[^1], 5);
    }

    [Fact]
    public void AlphasCumprod_Cosine_FollowsTheSquaredCosineUntilTheCap()
    {
        var schedule = new NoiseSchedule(new() { BetaSchedule = BetaSchedule.SquaredCosine });
        var start = Math.Pow(Math.Cos(0.008 / 1.008 * Math.PI / 2), 2);
        Assert.Equal(Math.Pow(Math.Cos(0.508 / 1.008 * Math.PI / 2), 2) / start, schedule.AlphasCumprod[499], 9);
        Assert.Equal(0.001, schedule.AlphasCumprod[999] / schedule.AlphasCumprod[998], 9);
    }

    [Theory]
    [InlineData(BetaSchedule.Linear)]
    [InlineData(BetaSchedule.ScaledLinear)]
    [InlineData(BetaSchedule.SquaredCosine)]
    public void AlphasCumprod_Rescaled_EndAtExactlyZeroAndKeepTheFirst(BetaSchedule betas)
    {
        var plain = new NoiseSchedule(s_stableDiffusion with { BetaSchedule = betas });
        var rescaled = new NoiseSchedule(s_stableDiffusion with { BetaSchedule = betas, RescaleBetasZeroSnr = true });
        Assert.Equal(0, rescaled[999].Alpha);
        Assert.Equal(1, rescaled[999].Sigma);
        Assert.Equal(plain.AlphasCumprod[0], rescaled.AlphasCumprod[0], 12);
        // Algorithm 1 keeps differences of the root in proportion.
        var scale = (rescaled[0].Alpha - rescaled[500].Alpha) / (plain[0].Alpha - plain[500].Alpha);
        Assert.Equal(scale, (rescaled[500].Alpha - rescaled[900].Alpha) / (plain[500].Alpha - plain[900].Alpha), 9);
    }

    [Theory]
    [InlineData(BetaSchedule.Linear)]
    [InlineData(BetaSchedule.ScaledLinear)]
    [InlineData(BetaSchedule.SquaredCosine)]
    public void Levels_AnySchedule_FallInNoiseAndPreserveVariance(BetaSchedule betas)
    {
        var schedule = new NoiseSchedule(s_stableDiffusion with { BetaSchedule = betas, RescaleBetasZeroSnr = true });
        foreach (var (a, b) in Enumerable.Range(0, 999).Select(t => (schedule[t], schedule[t + 1])))
        {
            Assert.True(b.Alpha < a.Alpha && b.Sigma > a.Sigma, $"timestep {b.Timestep}");
            Assert.Equal(1, b.Alpha * b.Alpha + b.Sigma * b.Sigma, 12);
        }
    }

    [Theory]
    [InlineData(TimestepSpacing.Trailing, 4, 0, new[] { 999, 749, 499, 249, -1 })]
    [InlineData(TimestepSpacing.Leading, 4, 0, new[] { 750, 500, 250, 0, -1 })]
    [InlineData(TimestepSpacing.Leading, 4, 1, new[] { 751, 501, 251, 1, -1 })]
    [InlineData(TimestepSpacing.Linspace, 4, 0, new[] { 999, 666, 333, 0, -1 })]
    [InlineData(TimestepSpacing.Trailing, 3, 0, new[] { 999, 666, 332, -1 })]
    [InlineData(TimestepSpacing.Linspace, 1, 0, new[] { 999, -1 })]
    public void Levels_EachSpacing_VisitsTheTimestepsThatDiffusersVisits(TimestepSpacing spacing, int steps, int offset, int[] expected)
    {
        var schedule = new NoiseSchedule(s_stableDiffusion with { TimestepSpacing = spacing, StepsOffset = offset });
        Assert.Equal(expected, schedule.Levels(steps).Select(l => (int)l.Timestep));
    }

    [Theory]
    [InlineData(TimestepSpacing.Trailing)]
    [InlineData(TimestepSpacing.Leading)]
    [InlineData(TimestepSpacing.Linspace)]
    public void Levels_AnyNumberOfSteps_NeverRepeatATimestep(TimestepSpacing spacing)
    {
        var schedule = new NoiseSchedule(s_stableDiffusion with { TimestepSpacing = spacing });
        foreach (var steps in Enumerable.Range(1, 1000))
        {
            var timesteps = schedule.Levels(steps).Select(l => l.Timestep).ToArray();
            Assert.True(timesteps.Zip(timesteps.Skip(1)).All(p => p.First > p.Second), $"{steps} steps");
        }
    }

    [Fact]
    public void Levels_AlphaNotSetToOne_EndAtTheFirstTimestepsNoise()
    {
        var schedule = new NoiseSchedule(s_stableDiffusion with { SetAlphaToOne = false });
        Assert.Equal(schedule[0].Alpha, schedule.Levels(5)[^1].Alpha);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    [InlineData(-3)]
    public void Levels_StepsOutOfRange_SayTheRange(int steps) =>
        Assert.Contains("1 to 1000", Assert.Throws<InvalidInputException>(() => new NoiseSchedule(new()).Levels(steps)).Message);

    private static Func<double, double, bool> Near(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
