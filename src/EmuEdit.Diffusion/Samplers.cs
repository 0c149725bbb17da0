using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>A scheduler under the name that users of image models know.</summary>
/// <param name="name">The sampler's name.</param>
/// <param name="className">Name of diffusers' class.</param>
/// <param name="change">Further changes of the configuration that the name stands for; null for none.</param>
public sealed class NamedSampler(string name, string className, Func<SchedulerConfig, SchedulerConfig>? change = null)
{
    /// <summary>The sampler's name.</summary>
    public string Name { get; } = name;

    /// <summary>Name of diffusers' class.</summary>
    public string ClassName { get; } = className;

    /// <summary>The equivalent class for a model with EDM's noise levels; null when there is none.</summary>
    internal string? Continuous { get; init; }

    /// <summary>
    /// Makes the configuration of a model for this scheduler, like diffusers' <c>from_config</c>:
    /// values in the model's file stay, and the others take the defaults of this class.
    /// </summary>
    /// <param name="json">The text of the model's <c>scheduler_config.json</c>.</param>
    /// <param name="name">Name for error messages.</param>
    /// <exception cref="InvalidInputException">
    /// The text cannot be read, or asks for something that this scheduler cannot do.
    /// </exception>
    public SchedulerConfig Of(string json, string name)
    {
        var config = SchedulerConfigFile.Parse(json, name, ClassFor);
        return (change?.Invoke(config) ?? config).Validated();
    }

    // EDM's noise levels are not training timesteps, which the other classes visit.
    private string ClassFor(string theModels) =>
        !SchedulerConfig.IsOfContinuous(theModels)
            ? ClassName
            : Continuous
                ?? throw new InvalidInputException(
                    $"sampler '{Name}' for a model of EDM's noise levels",
                    string.Join(", ", Samplers.ContinuousNames),
                    "choose one of these"
                );
}

/// <summary>The samplers that an edit can use.</summary>
public static class Samplers
{
    private static readonly NamedSampler[] s_all =
    [
        new("ddim", "DDIMScheduler"),
        new("euler", "EulerDiscreteScheduler") { Continuous = "EDMEulerScheduler" },
        new("euler-karras", "EulerDiscreteScheduler", c => c with { UseKarrasSigmas = true, SigmaSchedule = "karras" })
        {
            Continuous = "EDMEulerScheduler",
        },
        new("euler-a", "EulerAncestralDiscreteScheduler"),
        new("dpm++2m", "DPMSolverMultistepScheduler", c => c with { AlgorithmType = "dpmsolver++", SolverOrder = 2 })
        {
            Continuous = "EDMDPMSolverMultistepScheduler",
        },
        new(
            "dpm++2m-karras",
            "DPMSolverMultistepScheduler",
            c => c with { AlgorithmType = "dpmsolver++", SolverOrder = 2, UseKarrasSigmas = true, SigmaSchedule = "karras" }
        )
        {
            Continuous = "EDMDPMSolverMultistepScheduler",
        },
        new("dpm++2m-sde", "DPMSolverMultistepScheduler", c => c with { AlgorithmType = "sde-dpmsolver++", SolverOrder = 2 })
        {
            Continuous = "EDMDPMSolverMultistepScheduler",
        },
        new("pndm", "PNDMScheduler", c => c with { SkipPrkSteps = true }),
        new("lms", "LMSDiscreteScheduler"),
        new("unipc", "UniPCMultistepScheduler"),
        new("lcm", "LCMScheduler"),
        new("ddpm", "DDPMScheduler"),
    ];

    /// <summary>The names that <see cref="Named"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(s => s.Name)];

    /// <summary>The names for a model with EDM's noise levels, such as CosXL.</summary>
    public static IReadOnlyList<string> ContinuousNames { get; } = [.. s_all.Where(s => s.Continuous is not null).Select(s => s.Name)];

    /// <summary>Finds a sampler by name.</summary>
    /// <exception cref="InvalidInputException">No sampler has that name.</exception>
    public static NamedSampler Named(string name) =>
        Array.Find(s_all, s => s.Name == name)
        ?? throw new InvalidInputException($"unknown sampler '{name}'", string.Join(", ", Names), "choose one of these");

    /// <summary>The name of a configuration's sampler: the first name of its class.</summary>
    public static string NameOf(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Array.Find(s_all, s => s.ClassName == config.ClassName || s.Continuous == config.ClassName)?.Name ?? config.ClassName;
    }
}
