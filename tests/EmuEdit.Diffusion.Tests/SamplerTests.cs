using EmuEdit.Core;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Diffusion.Tests;

public sealed class SamplerTests
{
    private const double Mean = 0.4, Deviation = 0.3;

    // A network that predicts the sample, down to pure noise.
    private const string File = """
        {
          "_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
          "beta_schedule": "scaled_linear", "prediction_type": "sample",
          "rescale_betas_zero_snr": true, "timestep_spacing": "trailing", "clip_sample": false
        }
        """;

    // PNDM takes no prediction of the sample.
    public static TheoryData<string> All => [.. Samplers.Names.Except(["pndm"])];

    // UniPC ends at the first timestep of training unless the file says otherwise.
    public static TheoryData<string> ToTheEnd => [.. Samplers.Names.Except(["pndm", "unipc"])];

    public static TheoryData<string> WithoutNoise => [.. Samplers.Names.Except(["pndm", "lcm", "ddpm", "euler-a", "dpm++2m-sde"])];

    [Theory, MemberData(nameof(ToTheEnd))]
    public void Run_PerfectOracleFromNoise_ReturnsTheSample(string name)
    {
        // Euler's classes divide by the smallest alpha, 2^-12, what was rounded to 24 bits.
        var (truth, tolerance) = (new CounterRandom(1).Gaussians(50), name.StartsWith("euler", StringComparison.Ordinal) ? 1e-3 : 1e-5);
        foreach (var steps in new[] { 1, 2, 5, 20 })
        {
            var z = new CounterRandom(2).Gaussians(50);
            Start(name, steps).Run((_, _, prediction) => truth.CopyTo(prediction), z, noise: Draw);
            Assert.Equal(truth, z, (a, b) => Math.Abs(a - b) < tolerance);
        }
    }

    // For data N(Mean, Deviation^2) the best prediction of the sample is known.
    [Theory, MemberData(nameof(WithoutNoise))]
    public void Run_GaussianDataFromNoise_HasItsMeanAndDeviation(string name)
    {
        var z = new CounterRandom(3).Gaussians(20_000);
        Start(name, 1000).Run(Predict, z);
        Assert.Equal(Mean, z.Average(), 0.01);
        Assert.Equal(Deviation, Math.Sqrt(z.Average(v => (v - Mean) * (v - Mean))), 0.01);

        static void Predict(ReadOnlySpan<float> z, NoiseLevel level, Span<float> sample)
        {
            var gain =
                level.Alpha * Deviation * Deviation / (level.Alpha * level.Alpha * Deviation * Deviation + level.Sigma * level.Sigma);
            for (var i = 0; i < z.Length; i++)
                sample[i] = (float)(Mean + gain * (z[i] - level.Alpha * Mean));
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Run_AnyNumberOfSteps_CallsTheNetworkForEachCallAndReportsIt(string name)
    {
        var (calls, done, run) = (new List<double>(), new List<int>(), Start(name, 5));
        run.Run((_, level, prediction) => { calls.Add(level.Timestep); prediction.Clear(); }, new float[3], done.Add, Draw);
        Assert.Equal(run.Calls.Select(l => l.Timestep), calls);
        Assert.Equal([1, 2, 3, 4, 5], done);
    }

    [Fact]
    public void Of_AnotherClass_KeepsWhatTheFileSaysAndTakesTheRestFromTheClass()
    {
        var config = Samplers.Named("dpm++2m-karras").Of(File, "test");
        Assert.Equal(
            ("DPMSolverMultistepScheduler", PredictionType.Sample, TimestepSpacing.Trailing, true),
            (config.ClassName, config.PredictionType, config.TimestepSpacing, config.UseKarrasSigmas)
        );
    }

    [Fact]
    public void Named_UnknownSampler_ListsTheKnown() =>
        Assert.Contains("ddim, euler, ", Assert.Throws<InvalidInputException>(() => Samplers.Named("heun")).Message);

    private static SchedulerRun Start(string name, int steps) => Scheduler.Start(Samplers.Named(name).Of(File, "test"), steps);

    private static void Draw(Span<float> noise) => new CounterRandom(4).Gaussians(noise.Length).CopyTo(noise);
}
