using System.Text.Json;
using System.Text.RegularExpressions;
using EmuEdit.Core;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Diffusion;

/// <summary>
/// Reads diffusers' <c>scheduler_config.json</c>. A missing key takes the default of the class that
/// the file names, not the value of Stable Diffusion.
/// </summary>
public static partial class SchedulerConfigFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is not JSON, or holds an unknown value.</exception>
    public static SchedulerConfig Load(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a bundle with scheduler/scheduler_config.json",
                "copy it from the model's repository");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">Name for error messages.</param>
    /// <param name="asClass">
    /// Maps the class that the file names to the class to read it as; null, the default, keeps the file's class.
    /// </param>
    /// <exception cref="InvalidInputException">The text is not JSON, or holds an unknown value.</exception>
    public static SchedulerConfig Parse(string json, string name, Func<string, string>? asClass = null)
    {
        try
        {
            // Python writes numbers that JSON does not have; diffusers writes -Infinity by default.
            using var document = JsonDocument.Parse(NotInJson().Replace(json, "$1\"$2\""));
            return Read(document.RootElement, asClass).Validated();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException($"{name}: {e.Message}", "a diffusers scheduler configuration (a JSON object)",
                "take the file from the model's repository");
        }
    }

    private static SchedulerConfig Read(JsonElement file, Func<string, string>? asClass)
    {
        RefuseUnsupported(file);
        var named = Text(file, "_class_name", "DDIMScheduler");
        var defaults = ClassDefaults(asClass is null ? named : asClass(named));
        return OfClass(Solver(file, Schedule(file, defaults)), defaults);
    }

    private static SchedulerConfig Schedule(JsonElement file, SchedulerConfig defaults) => defaults with
    {
        TrainTimesteps = Value(file, "num_train_timesteps", e => e.GetInt32(), defaults.TrainTimesteps),
        BetaStart = Value(file, "beta_start", Number, defaults.BetaStart),
        BetaEnd = Value(file, "beta_end", Number, defaults.BetaEnd),
        BetaSchedule = Choice(file, "beta_schedule", defaults.BetaSchedule,
            ("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear),
                ("squaredcos_cap_v2", BetaSchedule.SquaredCosine)),
        PredictionType = Choice(file, "prediction_type", defaults.PredictionType,
            ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.Velocity), ("sample", PredictionType.Sample)),
        TimestepSpacing = Choice(file, "timestep_spacing", defaults.TimestepSpacing,
            ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing), ("linspace", TimestepSpacing.Linspace)),
        RescaleBetasZeroSnr = Value(file, "rescale_betas_zero_snr", e => e.GetBoolean(), defaults.RescaleBetasZeroSnr),
        StepsOffset = Value(file, "steps_offset", e => e.GetInt32(), defaults.StepsOffset),
        SetAlphaToOne = EndsClean(file, defaults.SetAlphaToOne),
        ClipSampleRange = Value(file, "clip_sample", e => e.GetBoolean(), defaults.ClipSampleRange is not null)
            ? Value(file, "clip_sample_range", Number, 1)
            : null,
        Thresholding = Value(file, "thresholding", e => e.GetBoolean(), false),
        DynamicThresholdingRatio = Value(file, "dynamic_thresholding_ratio", Number, defaults.DynamicThresholdingRatio),
        SampleMaxValue = Value(file, "sample_max_value", Number, defaults.SampleMaxValue),
    };

    private static SchedulerConfig Solver(JsonElement file, SchedulerConfig c) => c with
    {
        FinalSigma = Choice(file, "final_sigmas_type", c.FinalSigma, ("zero", FinalSigma.Zero), ("sigma_min", FinalSigma.SigmaMin)),
        UseKarrasSigmas = Value(file, "use_karras_sigmas", e => e.GetBoolean(), false),
        UseLuLambdas = Value(file, "use_lu_lambdas", e => e.GetBoolean(), false),
        SigmaMin = Value<double?>(file, "sigma_min", e => Number(e), null),
        SigmaMax = Value<double?>(file, "sigma_max", e => Number(e), null),
        // In other classes it is 1, whatever the file kept from the class that it was made from.
        SigmaData = c.IsContinuous ? Value(file, "sigma_data", Number, c.SigmaData) : 1,
        SigmaSchedule = OneOf(file, "sigma_schedule", c.SigmaSchedule, "karras", "exponential"),
        Rho = Value(file, "rho", Number, c.Rho),
        InterpolationType = OneOf(file, "interpolation_type", c.InterpolationType, "linear", "log_linear"),
        LambdaMinClipped = Value(file, "lambda_min_clipped", Number, c.LambdaMinClipped),
        SolverOrder = Value(file, "solver_order", e => e.GetInt32(), c.SolverOrder),
        AlgorithmType = Choice(file, "algorithm_type", c.AlgorithmType, ("dpmsolver++", "dpmsolver++"), ("dpmsolver", "dpmsolver"),
            ("sde-dpmsolver++", "sde-dpmsolver++"), ("sde-dpmsolver", "sde-dpmsolver"), ("deis", "dpmsolver++")),
        // Each class replaces the other classes' values by its own default.
        SolverType = OneOf(file, "solver_type", c.SolverType, "midpoint", "heun", "bh1", "bh2", "logrho"),
        LowerOrderFinal = Value(file, "lower_order_final", e => e.GetBoolean(), c.LowerOrderFinal),
        EulerAtFinal = Value(file, "euler_at_final", e => e.GetBoolean(), false),
        SkipPrkSteps = Value(file, "skip_prk_steps", e => e.GetBoolean(), false),
        VarianceType = OneOf(file, "variance_type", c.VarianceType, "fixed_small", "fixed_small_log", "fixed_large"),
        PredictX0 = Value(file, "predict_x0", e => e.GetBoolean(), true),
        DisableCorrector = Value<IReadOnlyList<int>>(file, "disable_corrector", e => [.. e.EnumerateArray().Select(i => i.GetInt32())], []),
        OriginalInferenceSteps = Value(file, "original_inference_steps", e => e.GetInt32(), c.OriginalInferenceSteps),
        TimestepScaling = Value(file, "timestep_scaling", Number, c.TimestepScaling),
    };

    // A file that was made from another class's file has keys that its own class does not read.
    private static SchedulerConfig OfClass(SchedulerConfig c, SchedulerConfig defaults) => c.ClassName switch
    {
        "EulerAncestralDiscreteScheduler" => c with { UseKarrasSigmas = false, FinalSigma = FinalSigma.Zero, InterpolationType = "linear" },
        "LMSDiscreteScheduler" => c with
        {
            FinalSigma = FinalSigma.Zero,
            InterpolationType = "linear",
            RescaleBetasZeroSnr = false,
            SigmaMin = null,
            SigmaMax = null,
        },
        "PNDMScheduler" => c with { RescaleBetasZeroSnr = false },
        "DPMSolverMultistepScheduler" => c with
        {
            SigmaMin = null,
            SigmaMax = null,
            SolverType = c.SolverType is "midpoint" or "heun" ? c.SolverType : defaults.SolverType,
        },
        "UniPCMultistepScheduler" => c with
        {
            UseLuLambdas = false,
            LambdaMinClipped = double.NegativeInfinity,
            RescaleBetasZeroSnr = false,
            SigmaMin = null,
            SigmaMax = null,
            SolverType = c.SolverType is "bh1" or "bh2" ? c.SolverType : defaults.SolverType,
        },
        "EDMEulerScheduler" or "EDMDPMSolverMultistepScheduler" => Continuous(c, defaults),
        _ => c,
    };

    private static SchedulerConfig Continuous(SchedulerConfig c, SchedulerConfig defaults) => c with
    {
        SigmaMin = c.SigmaMin ?? defaults.SigmaMin,
        SigmaMax = c.SigmaMax ?? defaults.SigmaMax,
        PredictionType = c.PredictionType == PredictionType.Epsilon ? PredictionType.NegatedVelocity : c.PredictionType,
        SolverType = c.SolverType is "midpoint" or "heun" ? c.SolverType : defaults.SolverType,
        RescaleBetasZeroSnr = false,
        ClipSampleRange = null,
    };

    private static SchedulerConfig ClassDefaults(string className)
    {
        var unclipped = new SchedulerConfig { ClassName = className, ClipSampleRange = null };
        var sigmas = unclipped with { TimestepSpacing = TimestepSpacing.Linspace };
        return className switch
        {
            "DDIMScheduler" or "DDPMScheduler" => unclipped with { ClipSampleRange = 1 },
            "LCMScheduler" => unclipped with { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear },
            "PNDMScheduler" => unclipped with { SetAlphaToOne = false },
            "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler" or "LMSDiscreteScheduler" => sigmas,
            "DPMSolverMultistepScheduler" => sigmas,
            "EDMEulerScheduler" or "EDMDPMSolverMultistepScheduler" => unclipped with { SigmaMin = 0.002, SigmaMax = 80, SigmaData = 0.5 },
            "UniPCMultistepScheduler" => sigmas with { SolverType = "bh2", FinalSigma = FinalSigma.SigmaMin },
            _ => throw new InvalidInputException($"_class_name '{className}'", string.Join(", ", Scheduler.Classes),
                "save the model with one of these schedulers"),
        };
    }

    private static bool EndsClean(JsonElement file, bool byDefault) =>
        Choice(file, "final_sigmas_type", Value(file, "set_alpha_to_one", e => e.GetBoolean(), byDefault), ("zero", true),
            ("sigma_min", false));

    private static void RefuseUnsupported(JsonElement file)
    {
        foreach (var (key, why) in s_unsupported)
            if (file.TryGetProperty(key, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)
                && value.ToString() != "discrete")
                throw new InvalidInputException($"{key} {value}", value.ValueKind == JsonValueKind.True ? "false" : "null", why);
        var others = file.EnumerateObject().Where(p => !p.Name.StartsWith('_') && !s_known.Contains(p.Name));
        foreach (var unknown in others.Where(p => p.Value.ValueKind != JsonValueKind.Null))
            throw new InvalidInputException($"{unknown.Name} {unknown.Value}, which is not known",
                "the keys of diffusers' schedulers as of 0.27", "it may change what a run does; remove it if it does not");
    }

    private static readonly (string Key, string Why)[] s_unsupported =
    [
        ("trained_betas", "give beta_start, beta_end and beta_schedule"),
        ("use_exponential_sigmas", "take use_karras_sigmas or none"),
        ("use_beta_sigmas", "take use_karras_sigmas or none"),
        ("use_flow_sigmas", "models of flow matching are of another kind"),
        ("timestep_type", "models that are told the logarithm of sigma take EDMEulerScheduler"),
        ("solver_p", "leave UniPC its own predictor"),
    ];

    private static readonly HashSet<string> s_known =
    [
        "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "prediction_type", "timestep_spacing", "rescale_betas_zero_snr",
            "steps_offset", "set_alpha_to_one", "clip_sample", "clip_sample_range",
        "thresholding", "dynamic_thresholding_ratio", "sample_max_value", "final_sigmas_type", "use_karras_sigmas", "use_lu_lambdas",
            "sigma_min", "sigma_max", "sigma_data", "sigma_schedule", "rho", "interpolation_type", "lambda_min_clipped",
        "solver_order", "algorithm_type", "solver_type", "lower_order_final", "euler_at_final", "skip_prk_steps", "variance_type",
            "predict_x0", "disable_corrector", "original_inference_steps", "timestep_scaling",
        "trained_betas", "use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas", "flow_shift", "timestep_type", "solver_p",
    ];

    // Matches the end of a bare word that JSON does not have.
    [GeneratedRegex(@"(:\s*)(-?Infinity|NaN)(?=\s*[,}])")]
    private static partial Regex NotInJson();

    private static double Number(JsonElement e) => e.ValueKind != JsonValueKind.String ? e.GetDouble() : e.GetString() switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "NaN" => double.NaN,
        var text when Numbers.TryParse<double>(text, out var number) => number,
        var text => throw new FormatException($"'{text}' is not {Numbers.Decimal}"),
    };

    private static string OneOf(JsonElement file, string key, string byDefault, params string[] allowed) =>
        Choice(file, key, byDefault, [.. allowed.Select(a => (a, a))]);

    private static string Text(JsonElement file, string key, string byDefault) =>
        Value(file, key, e => e.GetString() ?? byDefault, byDefault);

    private static T Value<T>(JsonElement file, string key, Func<JsonElement, T> read, T byDefault) =>
        file.TryGetProperty(key, out var element) && element.ValueKind != JsonValueKind.Null ? read(element) : byDefault;

    private static T Choice<T>(JsonElement file, string key, T byDefault, params (string Name, T Value)[] choices)
    {
        var given = Value<string?>(file, key, e => e.GetString(), null);
        if (given is null)
            return byDefault;
        foreach (var (name, value) in choices)
            if (name == given)
                return value;
        throw new InvalidInputException($"{key} '{given}'", string.Join(", ", choices.Select(c => c.Name)),
            "correct scheduler_config.json");
    }
}
