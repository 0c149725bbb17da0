using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class SamplerTests
{
    private const double Mean = 0.4, Deviation = 0.3;

    public static TheoryData<string> All => [.. Samplers.Names];

    // For data N(Mean, Deviation^2) the best prediction of the sample is known, and so is where the flow takes a latent.
    private static void GaussianDenoiser(ReadOnlySpan<float> z, NoiseLevel level, Span<float> sample)
    {
        var gain = level.Alpha * Deviation * Deviation / Variance(level);
        for (var i = 0; i < z.Length; i++)
            sample[i] = (float)(Mean + gain * (z[i] - level.Alpha * Mean));
    }

    private static double Variance(NoiseLevel level) => level.Alpha * level.Alpha * Deviation * Deviation + level.Sigma * level.Sigma;

    // The flow keeps a latent's distance from the mean in standard deviations.
    private static double Exact(double z, NoiseLevel from, NoiseLevel to) =>
        to.Alpha * Mean + (z - from.Alpha * Mean) * Math.Sqrt(Variance(to) / Variance(from));

    private static NoiseSchedule ZeroSnr() => new(new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        PredictionType = PredictionType.Sample,
        RescaleBetasZeroSnr = true,
        TimestepSpacing = TimestepSpacing.Trailing,
        ClipSampleRange = null,
    });

    [Theory, MemberData(nameof(All))]
    public void Run_PerfectOracleFromPureNoise_ReturnsTheSample(string name)
    {
        var truth = new CounterRandom(1).Gaussians(50);
        foreach (var steps in new[] { 1, 2, 3, 20 })
        {
            var z = new CounterRandom(2).Gaussians(50);
            Samplers.Named(name)((_, _, sample) => truth.CopyTo(sample), ZeroSnr().Levels(steps), z);
            Assert.Equal(truth, z, (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Run_GaussianDataFromPureNoise_HasItsMeanAndDeviation(string name)
    {
        var z = new CounterRandom(3).Gaussians(20_000);
        Samplers.Named(name)(GaussianDenoiser, ZeroSnr().Levels(1000), z);
        Assert.Equal(Mean, z.Average(), 0.01);
        Assert.Equal(Deviation, Math.Sqrt(z.Average(v => (v - Mean) * (v - Mean))), 0.01);
    }

    [Theory]
    [InlineData("ddim", 1)]
    [InlineData("euler", 1)]
    [InlineData("dpm++2m", 2)]
    public void Run_TwiceTheSteps_DividesTheErrorByTwoToTheOrder(string name, int order)
    {
        var ratio = Error(name, 40) / Error(name, 80);
        Assert.InRange(Math.Log2(ratio), order - 0.25, order + 0.35);
    }

    private static double Error(string name, int steps)
    {
        // Equal steps of lambda = log(alpha / sigma) between two finite levels.
        NoiseLevel Level(double lambda) => new(0, 1 / Math.Sqrt(1 + Math.Exp(-2 * lambda)), 1 / Math.Sqrt(1 + Math.Exp(2 * lambda)));
        var levels = Enumerable.Range(0, steps + 1).Select(i => Level(-3 + 6.0 * i / steps)).ToArray();
        float[] z = [1.3f];
        Samplers.Named(name)(GaussianDenoiser, levels, z);
        return Math.Abs(z[0] - Exact(1.3f, levels[0], levels[^1]));
    }

    [Fact]
    public void Euler_OnOneGrid_EqualsDdim()
    {
        var (a, b) = (new CounterRandom(4).Gaussians(100), new CounterRandom(4).Gaussians(100));
        Samplers.Ddim(GaussianDenoiser, ZeroSnr().Levels(15), a);
        Samplers.Euler(GaussianDenoiser, ZeroSnr().Levels(15), b);
        Assert.Equal(a, b, (x, y) => Math.Abs(x - y) < 1e-5);
    }

    [Theory, MemberData(nameof(All))]
    public void Run_AnyNumberOfSteps_CallsTheDenoiserOnceAStepAndReportsIt(string name)
    {
        var calls = new List<double>();
        var done = new List<int>();
        var levels = ZeroSnr().Levels(5);
        Samplers.Named(name)((_, level, sample) => { calls.Add(level.Timestep); sample.Clear(); }, levels, new float[3], done.Add);
        Assert.Equal(levels.Take(5).Select(l => l.Timestep), calls);
        Assert.Equal([1, 2, 3, 4, 5], done);
    }

    [Fact]
    public void Named_UnknownSampler_ListsTheKnown() =>
        Assert.Contains("ddim, euler, dpm++2m", Assert.Throws<InvalidInputException>(() => Samplers.Named("heun")).Message);
}
