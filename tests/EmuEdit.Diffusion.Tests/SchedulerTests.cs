using EmuEdit.Core;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Diffusion.Tests;

/// <summary>What every scheduler does; that each does what diffusers does is tested on whole pipelines.</summary>
public class SchedulerTests
{
    private static readonly SchedulerConfig s_stableDiffusion = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        ClipSampleRange = null,
        StepsOffset = 1,
        SetAlphaToOne = false,
        SkipPrkSteps = true,
    };

    private static readonly float[] s_sample = [0.7f, -0.3f, 1.1f, 0], s_noise = [0.2f, -1.3f, 0.5f, 1.9f];

    private static readonly SchedulerConfig[] s_exact =
    [
        Of("DDIMScheduler"),
        Of("DDIMScheduler") with
        {
            SetAlphaToOne = true,
        },
        Of("PNDMScheduler"),
        Of("PNDMScheduler") with
        {
            SkipPrkSteps = false,
        },
        Of("EulerDiscreteScheduler"),
        Of("EulerDiscreteScheduler") with
        {
            UseKarrasSigmas = true,
        },
        Of("EulerDiscreteScheduler") with
        {
            FinalSigma = FinalSigma.SigmaMin,
        },
        Of("EulerDiscreteScheduler") with
        {
            InterpolationType = "log_linear",
        },
        Of("LMSDiscreteScheduler"),
        Of("LMSDiscreteScheduler") with
        {
            UseKarrasSigmas = true,
        },
        .. from order in new[] { 1, 2, 3 }
        from type in new[] { "midpoint", "heun" }
        from karras in new[] { false, true }
        select Of("DPMSolverMultistepScheduler") with
        {
            SolverOrder = order,
            SolverType = type,
            UseKarrasSigmas = karras,
        },
        .. from order in new[] { 1, 2, 3 }
        from type in new[] { "midpoint", "heun" }
        select Of("DPMSolverMultistepScheduler") with
        {
            SolverOrder = order,
            SolverType = type,
            AlgorithmType = "dpmsolver",
            FinalSigma = FinalSigma.SigmaMin,
        },
        Of("DPMSolverMultistepScheduler") with
        {
            UseLuLambdas = true,
        },
        Of("DPMSolverMultistepScheduler") with
        {
            EulerAtFinal = true,
            LambdaMinClipped = -5.1,
        },
        .. from order in new[] { 1, 2, 3 }
        from type in new[] { "bh1", "bh2" }
        from x0 in new[] { false, true }
        select Of("UniPCMultistepScheduler") with
        {
            SolverOrder = order,
            SolverType = type,
            PredictX0 = x0,
            FinalSigma = FinalSigma.SigmaMin,
        },
        Of("UniPCMultistepScheduler") with
        {
            SolverType = "bh2",
            DisableCorrector = [0, 1],
        },
    ];

    public static TheoryData<int, TimestepSpacing, PredictionType, int> Exact =>
        [
            .. from i in Enumerable.Range(0, s_exact.Length)
            from spacing in Enum.GetValues<TimestepSpacing>()
            from prediction in new[] { PredictionType.Epsilon, PredictionType.Velocity }
            from steps in new[] { 7, 20 }
            select (i, spacing, prediction, steps),
        ];

    // Where the network knows sample and noise, the path is z = alpha sample + sigma noise, and a
    // solver of any order stays on it.
    [Theory]
    [MemberData(nameof(Exact))]
    public void Run_WithANetworkThatKnowsTheSample_StaysOnThePath(int which, TimestepSpacing spacing, PredictionType prediction, int steps)
    {
        // PNDM's multistep is of what the network gives, and v is no constant of the path. A step
        // of both goes back by N / steps, which with linspace is not where the next begins.
        if (
            s_exact[which].ClassName == "PNDMScheduler" && prediction == PredictionType.Velocity
            || s_exact[which].ClassName is "PNDMScheduler" or "DDIMScheduler" && spacing == TimestepSpacing.Linspace
        )
            return;
        var run = Scheduler.Start(s_exact[which] with { TimestepSpacing = spacing, PredictionType = prediction }, steps);
        var z = Start(run);
        for (var call = 0; call < run.Calls.Count; call++)
            run.Step(call, Predict(z, run.Calls[call], prediction), z, []);
        // What is left of the noise at the end is between nothing and the first timestep's.
        var left = z.Zip(s_sample, s_noise).Select(t => Math.Abs(t.First - t.Second)).Max();
        Assert.True(left < 0.08, $"{s_exact[which]} {string.Join(' ', z)}");
    }

    [Theory]
    [InlineData("EulerAncestralDiscreteScheduler")]
    [InlineData("LCMScheduler")]
    [InlineData("DDPMScheduler")]
    [InlineData("sde-dpmsolver++")]
    public void Run_OfASchedulerThatDrawsNoise_EndsAtTheSampleAndIsTheSameForTheSameNoise(string name)
    {
        var config = name.StartsWith("sde", StringComparison.Ordinal)
            ? Of("DPMSolverMultistepScheduler") with
            {
                AlgorithmType = name,
            }
            : Of(name);
        var (a, b) = (Drawn(config), Drawn(config));
        Assert.Equal(a, b);
        Assert.All(a.Zip(s_sample), p => Assert.Equal(p.Second, p.First, 0.1f));
    }

    [Fact]
    public void Run_OfASchedulerThatDrawsNoise_WithoutNoise_SaysSo() =>
        Assert.Throws<ArgumentNullException>(() => Scheduler.Start(Of("DDPMScheduler"), 3).Run((_, _, _) => { }, new float[4]));

    [Theory]
    [InlineData("HeunDiscreteScheduler", "DPMSolverMultistepScheduler")]
    [InlineData("", "DDIMScheduler")]
    public void Start_OfAClassThatIsNotKnown_SaysWhichAre(string name, string known) =>
        Assert.Contains(known, Assert.Throws<InvalidInputException>(() => Scheduler.Start(Of(name), 10)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Start_WithStepsOutOfRange_SaysSo(int steps) =>
        Assert.Contains(
            "1 to 1000",
            Assert.Throws<InvalidInputException>(() => Scheduler.Start(Of("DDIMScheduler"), steps)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Step_WithClipping_ClipsTheSampleAndKeepsTheNetworksDirection()
    {
        var run = Scheduler.Start(Of("DDIMScheduler") with { ClipSampleRange = 0.5 }, 2);
        var (z, from, to) = (Start(run), run.Calls[0], run.Calls[1]);
        run.Step(0, s_noise, z, []);
        var expected = s_sample.Zip(s_noise, (x, e) => (float)(to.Alpha * Math.Clamp(x, -0.5, 0.5) + to.Sigma * e));
        Assert.All(z.Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-4f));
        Assert.True(from.Timestep > to.Timestep);
    }

    private static SchedulerConfig Of(string name) => s_stableDiffusion with { ClassName = name };

    private static float[] Start(SchedulerRun run)
    {
        var first = run.Calls[0];
        return [.. s_sample.Zip(s_noise, (x, e) => (float)(first.Alpha * x + first.Sigma * e))];
    }

    private static float[] Predict(float[] z, NoiseLevel level, PredictionType type)
    {
        var noise = z.Zip(s_sample, (v, x) => (v - level.Alpha * x) / level.Sigma);
        return [.. noise.Zip(s_sample, (e, x) => (float)(type == PredictionType.Epsilon ? e : level.Alpha * e - level.Sigma * x))];
    }

    private static float[] Drawn(SchedulerConfig config)
    {
        var run = Scheduler.Start(config, 8);
        var (z, drawn) = (Start(run), 0);
        for (var call = 0; call < run.Calls.Count; call++)
            run.Step(call, Predict(z, run.Calls[call], PredictionType.Epsilon), z, new CounterRandom(3, drawn++).Gaussians(z.Length));
        return z;
    }
}
