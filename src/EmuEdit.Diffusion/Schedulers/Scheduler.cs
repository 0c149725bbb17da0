using EmuEdit.Core;

namespace EmuEdit.Diffusion.Schedulers;

/// <summary>diffusers' schedulers, by their class names in version 0.27.</summary>
public static class Scheduler
{
    private static readonly Dictionary<string, Func<SchedulerConfig, int, SchedulerRun>> s_classes = new()
    {
        ["DDIMScheduler"] = (c, steps) => new DdimRun(c, new(c, steps, finite: false)),
        ["DDPMScheduler"] = (c, steps) => new DdpmRun(c, new(c, steps, finite: false)),
        ["LCMScheduler"] = (c, steps) => new LcmRun(c, new(c, steps, finite: false)),
        ["PNDMScheduler"] = (c, steps) => PndmRun.Create(c, new(c, steps, finite: false)),
        ["EulerDiscreteScheduler"] = (c, steps) => new EulerRun(c, new(c, steps, finite: true)),
        ["EulerAncestralDiscreteScheduler"] = (c, steps) => new EulerAncestralRun(c, new(c, steps, finite: true)),
        ["LMSDiscreteScheduler"] = (c, steps) => new LmsRun(c, new(c, steps, finite: true)),
        ["DPMSolverMultistepScheduler"] = (c, steps) => new DpmSolverRun(c, LambdaRun.Path(c, new(c, steps, finite: true))),
        ["UniPCMultistepScheduler"] = (c, steps) => new UniPcRun(c, new(c, steps, finite: true)),
        ["EDMEulerScheduler"] = (c, steps) => new EdmEulerRun(c, EdmLevels.Of(c, steps)),
        ["EDMDPMSolverMultistepScheduler"] = (c, steps) => new DpmSolverRun(c, EdmLevels.Of(c, steps), EdmLevels.InitialScale(c, steps)),
    };

    /// <summary>The names of the supported classes.</summary>
    public static IReadOnlyCollection<string> Classes => s_classes.Keys;

    /// <summary>Starts a run of the class that a configuration names.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="steps">Number of steps, 1 to <see cref="SchedulerConfig.TrainTimesteps"/>.</param>
    /// <exception cref="InvalidInputException">
    /// The class is unknown, the number of steps is out of its range, or two settings contradict each other.
    /// </exception>
    public static SchedulerRun Start(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validated();
        if (!s_classes.TryGetValue(config.ClassName, out var start))
            throw new InvalidInputException($"_class_name '{config.ClassName}'", string.Join(", ", Classes),
                "save the model with one of these schedulers");
        if (config is { ClassName: "PNDMScheduler", PredictionType: PredictionType.Sample })
            throw new InvalidInputException("PNDMScheduler with prediction_type 'sample'", "'epsilon' or 'v_prediction'",
                "take another scheduler");
        if (config is { ClassName: "DPMSolverMultistepScheduler" or "EDMDPMSolverMultistepScheduler", SolverOrder: 3 }
            && config.AlgorithmType.StartsWith("sde", StringComparison.Ordinal))
            throw new InvalidInputException($"{config.AlgorithmType} with solver_order 3", "solver_order 1 or 2");
        if (config.ClassName == "EDMDPMSolverMultistepScheduler" && !config.AlgorithmType.EndsWith("++", StringComparison.Ordinal))
            throw new InvalidInputException(
                $"{config.ClassName} with algorithm_type '{config.AlgorithmType}'",
                "'dpmsolver++' or 'sde-dpmsolver++'"
            );
        if (
            config is { ClassName: "DPMSolverMultistepScheduler", FinalSigma: FinalSigma.Zero }
            && !config.AlgorithmType.EndsWith("++", StringComparison.Ordinal)
        )
            throw new InvalidInputException(
                $"{config.AlgorithmType} with final_sigmas_type 'zero'",
                "'sigma_min'",
                "the integral of the noise has no end at the clean sample"
            );
        return start(config, steps);
    }
}
