using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Diffusion.Schedulers;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>The options of an edit, with the bundle's defaults filled in.</summary>
/// <param name="Scheduler">Configuration of the scheduler.</param>
/// <param name="Steps">Number of denoising steps.</param>
/// <param name="Guidance">Guidance scales.</param>
/// <param name="Alpha">Threshold of <see cref="EditThresholding"/>.</param>
/// <param name="Seed">Seed of the noise.</param>
/// <param name="Reuse">Error limit of <see cref="StepReuse"/>.</param>
internal sealed record EditSettings(SchedulerConfig Scheduler, int Steps, Guidance Guidance, float Alpha, Seed Seed, double Reuse)
{
    /// <summary>Rejects a bundle whose defaults are not valid edit options.</summary>
    public static void CheckDefaults(Bundle bundle)
    {
        var defaults = bundle.Config.Defaults;
        var asked = new EditOptions
        {
            Steps = defaults.Steps,
            TextGuidance = defaults.TextGuidance,
            ImageGuidance = defaults.ImageGuidance,
            Alpha = defaults.Alpha,
            Sampler = defaults.Sampler,
        };
        Resolve(asked.Validated(), bundle).Start();
    }

    /// <summary>Starts a run of the scheduler.</summary>
    public SchedulerRun Start() => Diffusion.Schedulers.Scheduler.Start(Scheduler, Steps);

    public static EditSettings Resolve(EditOptions options, Bundle bundle)
    {
        var defaults = bundle.Config.Defaults;
        return new(
            bundle.SchedulerFor(options.Sampler ?? defaults.Sampler),
            options.Steps ?? defaults.Steps,
            new Guidance(options.ImageGuidance ?? defaults.ImageGuidance, options.TextGuidance ?? defaults.TextGuidance),
            options.Alpha ?? defaults.Alpha,
            options.Seed,
            options.Reuse ?? 0);
    }
}
