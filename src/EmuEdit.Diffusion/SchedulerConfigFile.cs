using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>Reads diffusers' <c>scheduler_config.json</c>. A missing key takes the default of the class that the file names, not Stable Diffusion's value.</summary>
public static class SchedulerConfigFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is not JSON, or holds a value that is not known.</exception>
    public static SchedulerConfig Load(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a bundle with scheduler/scheduler_config.json", "copy it from the model's repository");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidInputException">It is not JSON, or holds a value that is not known.</exception>
    public static SchedulerConfig Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement).Validated();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException($"{name}: {e.Message}", "a diffusers scheduler configuration (a JSON object)", "take the file from the model's repository");
        }
    }

    private static SchedulerConfig Read(JsonElement file)
    {
        RefuseUnsupported(file);
        var defaults = ClassDefaults(Text(file, "_class_name", "DDIMScheduler"));
        return defaults with
        {
            TrainTimesteps = Value(file, "num_train_timesteps", e => e.GetInt32(), defaults.TrainTimesteps),
            BetaStart = Value(file, "beta_start", e => e.GetDouble(), defaults.BetaStart),
            BetaEnd = Value(file, "beta_end", e => e.GetDouble(), defaults.BetaEnd),
            BetaSchedule = Choice(file, "beta_schedule", defaults.BetaSchedule,
                ("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear), ("squaredcos_cap_v2", BetaSchedule.SquaredCosine)),
            PredictionType = Choice(file, "prediction_type", defaults.PredictionType,
                ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.Velocity), ("sample", PredictionType.Sample)),
            TimestepSpacing = Choice(file, "timestep_spacing", defaults.TimestepSpacing,
                ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing), ("linspace", TimestepSpacing.Linspace)),
            RescaleBetasZeroSnr = Value(file, "rescale_betas_zero_snr", e => e.GetBoolean(), defaults.RescaleBetasZeroSnr),
            StepsOffset = Value(file, "steps_offset", e => e.GetInt32(), defaults.StepsOffset),
            SetAlphaToOne = EndsClean(file, defaults.SetAlphaToOne),
            ClipSampleRange = Value(file, "clip_sample", e => e.GetBoolean(), defaults.ClipSampleRange is not null)
                ? Value(file, "clip_sample_range", e => e.GetDouble(), 1)
                : null,
        };
    }

    private static SchedulerConfig ClassDefaults(string className)
    {
        var unclipped = new SchedulerConfig { ClipSampleRange = null };
        var sigmas = unclipped with { TimestepSpacing = TimestepSpacing.Linspace };
        return className switch
        {
            "DDIMScheduler" or "DDPMScheduler" => new SchedulerConfig(),
            "PNDMScheduler" => unclipped with { SetAlphaToOne = false },
            "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler" or "LMSDiscreteScheduler" => sigmas with { Sampler = "euler" },
            "HeunDiscreteScheduler" or "KDPM2DiscreteScheduler" => sigmas with { Sampler = "euler", BetaStart = 0.00085, BetaEnd = 0.012 },
            "DPMSolverMultistepScheduler" or "DPMSolverSinglestepScheduler" or "UniPCMultistepScheduler" => sigmas with { Sampler = "dpm++2m" },
            _ => throw new InvalidInputException($"_class_name '{className}'",
                "DDIM, DDPM, PNDM, EulerDiscrete, EulerAncestralDiscrete, LMSDiscrete, HeunDiscrete, KDPM2Discrete, DPMSolverMultistep, DPMSolverSinglestep or UniPCMultistep followed by Scheduler",
                "save the model with one of these schedulers"),
        };
    }

    private static bool EndsClean(JsonElement file, bool byDefault) =>
        Choice(file, "final_sigmas_type", Value(file, "set_alpha_to_one", e => e.GetBoolean(), byDefault), ("zero", true), ("sigma_min", false));

    private static void RefuseUnsupported(JsonElement file)
    {
        if (Value(file, "thresholding", e => e.GetBoolean(), false))
            throw new InvalidInputException("thresholding true", "false", "dynamic thresholding is for pixel-space models; edits run in latent space");
        if (file.TryGetProperty("trained_betas", out var betas) && betas.ValueKind != JsonValueKind.Null)
            throw new InvalidInputException("trained_betas", "null", "give beta_start, beta_end and beta_schedule");
    }

    private static string Text(JsonElement file, string key, string byDefault) => Value(file, key, e => e.GetString() ?? byDefault, byDefault);

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
        throw new InvalidInputException($"{key} '{given}'", string.Join(", ", choices.Select(c => c.Name)), "correct scheduler_config.json");
    }
}
