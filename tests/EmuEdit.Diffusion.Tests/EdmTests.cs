using EmuEdit.Core;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Diffusion.Tests;

/// <summary>The schedulers of EDM, against a plain implementation of the published formulas.</summary>
public sealed class EdmTests
{
    // Of the largest value of each step. Latents are 32-bit floats here.
    private const double Tolerance = 2e-6;
    private const int Steps = 9;

    private const string CosXl = """
        "sigma_min": 0.002, "sigma_max": 120.0, "sigma_data": 1.0, "sigma_schedule": "exponential",
        "prediction_type": "v_prediction", "num_train_timesteps": 1000, "rho": 7.0,
        "final_sigmas_type": "zero"
        """;

    private static readonly EdmReference s_cosXl = new(0.002, 120, 1, -1) { Exponential = true };

    private static readonly (string Json, EdmReference Reference)[] s_cases =
    [
        ("\"rho\": 7.0", new(0.002, 80, 0.5, 1)),
        (CosXl, s_cosXl),
        (
            "\"sigma_min\": 0.01, \"sigma_max\": 50.0, \"sigma_data\": 0.6, \"rho\": 5.0, \"prediction_type\": \"v_prediction\"",
            new(0.01, 50, 0.6, -1) { Rho = 5 }
        ),
        ("\"sigma_data\": 1.0, \"final_sigmas_type\": \"sigma_min\"", new(0.002, 80, 1, 1) { EndsAtSmallest = true }),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Euler_OfAnyConfiguration_IsThePublishedMethod(int which)
    {
        var (json, reference) = s_cases[which];
        Same(reference.Euler(Noise(0), Steps), Run(Start("EDMEulerScheduler", json, Steps), reference));
    }

    [Theory, MemberData(nameof(Cases))]
    public void DpmSolver_OfAnyConfiguration_IsThePublishedMethod(int which)
    {
        var (json, reference) = s_cases[which];
        Same(reference.TwoSteps(Noise(0), Steps, sde: false, Noise), Run(Start("EDMDPMSolverMultistepScheduler", json, Steps), reference));
        // The SDE's noise is of the step's own size, and a step that goes nowhere has none.
        Same(
            reference.TwoSteps(Noise(0), Steps, sde: true, i => Noise(i + 1)),
            Run(Start("EDMDPMSolverMultistepScheduler", json + ", \"algorithm_type\": \"sde-dpmsolver++\"", Steps), reference)
        );
    }

    [Fact]
    public void DpmSolver_WithThresholding_BoundsTheSample()
    {
        var (json, reference) = s_cases[2];
        // The whole range, so that the quantile is the largest value.
        var run = Start(
            "EDMDPMSolverMultistepScheduler",
            json + ", \"thresholding\": true, \"dynamic_thresholding_ratio\": 1.0, \"sample_max_value\": 1.2",
            Steps
        );
        Same(reference.TwoSteps(Noise(0), Steps, sde: false, Noise, Bounded), Run(run, reference));

        static double[] Bounded(double[] sample)
        {
            var limit = Math.Clamp(sample.Max(Math.Abs), 1, 1.2);
            return [.. sample.Select(v => Math.Clamp(v, -limit, limit) / limit)];
        }
    }

    [Theory]
    [InlineData("\"solver_order\": 1", 20)]
    [InlineData("\"solver_order\": 2, \"solver_type\": \"heun\"", 20)]
    [InlineData("\"solver_order\": 3", 20)]
    [InlineData("\"solver_order\": 3, \"final_sigmas_type\": \"sigma_min\", \"lower_order_final\": false", 20)]
    [InlineData("\"solver_order\": 2, \"solver_type\": \"heun\", \"final_sigmas_type\": \"sigma_min\"", 20)]
    [InlineData("\"euler_at_final\": true, \"final_sigmas_type\": \"sigma_min\"", 20)]
    public void DpmSolver_OfAnyOrder_ComesWithinItsErrorOfTheTruePath(string json, int steps)
    {
        // Many small steps of Euler's method are the path itself.
        var reference = new EdmReference(0.05, 2, 1, -1) { Exponential = true };
        var all =
            $"\"sigma_min\": 0.05, \"sigma_max\": 2, \"sigma_data\": 1, \"sigma_schedule\": \"exponential\", "
                + $"\"prediction_type\": \"v_prediction\", {json}";
        var expected = (reference with { EndsAtSmallest = json.Contains("sigma_min", StringComparison.Ordinal) }).Euler(Noise(0), 4000)[^1];
        var actual = Run(Start("EDMDPMSolverMultistepScheduler", all, steps), reference)[^1];
        Assert.True(actual.All(double.IsFinite));
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < (json.Contains("order\": 1", StringComparison.Ordinal) ? 0.1 : 0.03));
    }

    [Fact]
    public void Levels_OfThreeSteps_AreThePublishedNumbers()
    {
        var run = Start("EDMEulerScheduler", CosXl, 3);
        Assert.Equal([120, Math.Sqrt(120 * 0.002), 0.002, 0], run.Sigmas, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(
            [Math.Log(120) / 4, Math.Log(120 * 0.002) / 8, Math.Log(0.002) / 4],
            run.Calls.Select(c => c.Timestep),
            (a, b) => Math.Abs(a - b) < 1e-12
        );
        Assert.Equal(Math.Sqrt(120 * 120 + 1), run.InitialScale / run.Calls[0].Alpha, 1e-9);
        Assert.False(run.DrawsNoise);
    }

    [Theory]
    [InlineData("karras", 80)]
    [InlineData("exponential", 0.002)]
    public void Levels_OfOneStep_AreTheFirstThatTheReferenceSpaces(string schedule, double sigma) =>
        Assert.Equal([sigma, 0], Start("EDMEulerScheduler", $"\"sigma_schedule\": \"{schedule}\"", 1).Sigmas);

    [Theory]
    [InlineData("EDMEulerScheduler", "\"prediction_type\": \"sample\"", "'epsilon' or 'v_prediction'")]
    [InlineData("EDMEulerScheduler", "\"sigma_max\": 0.001", "a number above sigma_min")]
    [InlineData("EDMEulerScheduler", "\"sigma_max\": Infinity", "below 1e6")]
    [InlineData("EDMEulerScheduler", "\"sigma_min\": 0.0", "a number above 0")]
    [InlineData("EDMEulerScheduler", "\"sigma_data\": 0", "a number above 0")]
    [InlineData("EDMEulerScheduler", "\"rho\": -1", "a number above 0")]
    [InlineData("EDMEulerScheduler", "\"sigma_schedule\": \"beta\"", "karras, exponential")]
    [InlineData("EDMEulerScheduler", "\"s_churn\": 1", "keys of diffusers' schedulers")]
    [InlineData("EDMDPMSolverMultistepScheduler", "\"algorithm_type\": \"dpmsolver\"", "'sde-dpmsolver++'")]
    [InlineData("EDMDPMSolverMultistepScheduler", "\"algorithm_type\": \"sde-dpmsolver++\", \"solver_order\": 3", "solver_order 1 or 2")]
    public void Start_OfWhatCannotBe_SaysWhatIsAllowed(string name, string json, string allowed) =>
        Assert.Contains(allowed, Assert.Throws<InvalidInputException>(() => Start(name, json, 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfAnotherClass_LeavesOutWhatOnlyEdmReads()
    {
        var config = SchedulerConfigFile.Parse("""{"_class_name": "DDIMScheduler", "sigma_data": 0.5, "rho": 7.0}""", "test");
        Assert.Equal((1, false), (config.SigmaData, config.IsContinuous));
    }

    [Theory]
    [InlineData("euler", "EDMEulerScheduler", "exponential")]
    [InlineData("euler-karras", "EDMEulerScheduler", "karras")]
    [InlineData("dpm++2m", "EDMDPMSolverMultistepScheduler", "exponential")]
    public void Of_ASamplerForCosXl_IsTheClassOfItsLevels(string name, string className, string schedule)
    {
        var config = Samplers.Named(name).Of($$"""{"_class_name": "EDMEulerScheduler", {{CosXl}}}""", "test");
        Assert.Equal(
            (className, schedule, 120, PredictionType.Velocity),
            (config.ClassName, config.SigmaSchedule, config.SigmaMax!.Value, config.PredictionType)
        );
    }

    [Fact]
    public void Of_ASamplerThatVisitsTimesteps_IsRefusedForCosXl() =>
        Assert.Contains(
            "euler, euler-karras, dpm++2m",
            Assert
                .Throws<InvalidInputException>(() =>
                    Samplers.Named("ddim").Of($$"""{"_class_name": "EDMEulerScheduler", {{CosXl}}}""", "test")
                )
                .Message
        );

    [Fact]
    public void NoiseSchedule_OfEdm_HasItsLevels()
    {
        var config = SchedulerConfigFile.Parse($$"""{"_class_name": "EDMEulerScheduler", {{CosXl}}}""", "test");
        Assert.Equal(
            s_cosXl.Sigmas(4),
            new NoiseSchedule(config).Levels(4).Select(l => l.Sigma / l.Alpha),
            (a, b) => Math.Abs(a - b) < 1e-9
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ToSample_OfItsPrediction_IsTheReferencesSample(int which)
    {
        var (json, reference) = s_cases[which];
        var (x, level) = (Noise(3), Start("EDMEulerScheduler", json, Steps).Calls[4]);
        float[] z = [.. x.Select(v => (float)(v * level.Alpha))];
        var prediction = Predict(z, level);
        Parameterisation
            .Of(SchedulerConfigFile.Parse($$"""{"_class_name": "EDMEulerScheduler", {{json}}}""", "test"))
            .ToSample(z, level, prediction);
        Assert.Equal(reference.Denoise(x, level.Sigma / level.Alpha), prediction.Select(p => (double)p), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static SchedulerRun Start(string name, string json, int steps) =>
        Scheduler.Start(SchedulerConfigFile.Parse($$"""{"_class_name": "{{name}}", {{json}}}""", "test"), steps);

    private static double[] Noise(int index) => [.. new CounterRandom(8, index).Gaussians(12).Select(v => (double)v)];

    private static float[] Predict(float[] z, NoiseLevel level) =>
        [.. EdmReference.Network([.. z.Select(v => (double)v)], level.Timestep).Select(v => (float)v)];

    // x after each step: what the network is given next, over c_in.
    private static List<double[]> Run(SchedulerRun run, EdmReference reference)
    {
        float[] z = [.. Noise(0).Select(v => (float)(v * run.InitialScale))];
        var path = new List<double[]>();
        for (var call = 0; call < run.Calls.Count; call++)
        {
            run.Step(call, Predict(z, run.Calls[call]), z, run.DrawsNoise ? [.. Noise(call + 1).Select(v => (float)v)] : []);
            var next = run.Sigmas[call + 1];
            var gain = call + 1 < run.Calls.Count ? Math.Sqrt(next * next + reference.SigmaData * reference.SigmaData) : 1;
            path.Add([.. z.Select(v => v * gain)]);
        }
        return path;
    }

    private static void Same(List<double[]> expected, List<double[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Concat(actual).SelectMany(x => x), v => Assert.True(double.IsFinite(v)));
        for (var i = 0; i < expected.Count; i++)
            Assert.InRange(expected[i].Zip(actual[i], (a, b) => Math.Abs(a - b)).Max() / expected[i].Max(Math.Abs), 0, Tolerance);
    }
}
