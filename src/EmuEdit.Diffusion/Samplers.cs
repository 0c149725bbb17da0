using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>A scheduler by the name that users of image models know it by.</summary>
/// <param name="name">The name.</param>
/// <param name="className">diffusers' class.</param>
/// <param name="change">What else the name means.</param>
public sealed class NamedSampler(string name, string className, Func<SchedulerConfig, SchedulerConfig>? change = null)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>diffusers' class.</summary>
    public string ClassName { get; } = className;

    /// <summary>The class that does the same for a model of EDM's noise levels; null where none does.</summary>
    internal string? Continuous { get; init; }

    /// <summary>
    /// The configuration of a model for this scheduler, as diffusers makes it (<c>from_config</c>): what the model's file says stays, what
    /// it does not takes the defaults of this class.
    /// </summary>
    /// <param name="json">The text of the model's <c>scheduler_config.json</c>.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or says what this scheduler cannot do.</exception>
    public SchedulerConfig Of(string json, string name)
    {
        var config = SchedulerConfigFile.Parse(json, name, ClassFor);
        return (change?.Invoke(config) ?? config).Validated();
    }

    // EDM's noise levels are no timesteps of training, which the other classes visit.
    private string ClassFor(string theModels) => !SchedulerConfig.IsOfContinuous(theModels) ? ClassName
        : Continuous ?? throw new InvalidInputException($"sampler '{Name}' for a model of EDM's noise levels", string.Join(", ", Samplers.ContinuousNames), "choose one of these");
}

/// <summary>The samplers that an edit may ask for.</summary>
public static class Samplers
{
    private static readonly NamedSampler[] s_all =
    [
        new("ddim", "DDIMScheduler"),
        new("euler", "EulerDiscreteScheduler") { Continuous = "EDMEulerScheduler" },
        new("euler-karras", "EulerDiscreteScheduler", c => c with { UseKarrasSigmas = true, SigmaSchedule = "karras" }) { Continuous = "EDMEulerScheduler" },
        new("euler-a", "EulerAncestralDiscreteScheduler"),
        new("dpm++2m", "DPMSolverMultistepScheduler", c => c with { AlgorithmType = "dpmsolver++", SolverOrder = 2 }) { Continuous = "EDMDPMSolverMultistepScheduler" },
        new("dpm++2m-karras", "DPMSolverMultistepScheduler", c => c with { AlgorithmType = "dpmsolver++", SolverOrder = 2, UseKarrasSigmas = true, SigmaSchedule = "karras" }) { Continuous = "EDMDPMSolverMultistepScheduler" },
        new("dpm++2m-sde", "DPMSolverMultistepScheduler", c => c with { AlgorithmType = "sde-dpmsolver++", SolverOrder = 2 }) { Continuous = "EDMDPMSolverMultistepScheduler" },
        new("pndm", "PNDMScheduler", c => c with { SkipPrkSteps = true }),
        new("lms", "LMSDiscreteScheduler"),
        new("unipc", "UniPCMultistepScheduler"),
        new("lcm", "LCMScheduler"),
        new("ddpm", "DDPMScheduler"),
    ];

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(s => s.Name)];

    /// <summary>Those for a model of EDM's noise levels, such as CosXL.</summary>
    public static IReadOnlyList<string> ContinuousNames { get; } = [.. s_all.Where(s => s.Continuous is not null).Select(s => s.Name)];

    /// <summary>The sampler of that name.</summary>
    /// <exception cref="InvalidInputException">No sampler has that name.</exception>
    public static NamedSampler Named(string name) =>
        Array.Find(s_all, s => s.Name == name) ?? throw new InvalidInputException($"unknown sampler '{name}'", string.Join(", ", Names), "choose one of these");

    /// <summary>What to call a configuration: the first name of its class.</summary>
    public static string NameOf(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Array.Find(s_all, s => s.ClassName == config.ClassName || s.Continuous == config.ClassName)?.Name ?? config.ClassName;
    }
}
