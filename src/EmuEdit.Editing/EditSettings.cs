using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Diffusion.Schedulers;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>The options of an edit, with the bundle's defaults filled in.</summary>
/// <param name="Options">The options. Only the task may be null.</param>
/// <param name="Scheduler">Configuration of the scheduler.</param>
internal sealed record EditSettings(EditOptions Options, SchedulerConfig Scheduler)
{
    /// <summary>Guidance scales.</summary>
    public Guidance Guidance => new(Options.ImageGuidance!.Value, Options.TextGuidance!.Value);

    /// <summary>Threshold of <see cref="EditThresholding"/>.</summary>
    public float Alpha => Options.Alpha!.Value;

    /// <summary>Seed of the noise.</summary>
    public Seed Seed => Options.Seed;

    /// <summary>Error limit of <see cref="StepReuse"/>.</summary>
    public double Reuse => Options.Reuse!.Value;

    /// <summary>Rejects a bundle whose defaults are not valid edit options.</summary>
    public static void CheckDefaults(Bundle bundle) => Resolve(new(), bundle).Start();

    /// <summary>Starts a run of the scheduler.</summary>
    public SchedulerRun Start() => Diffusion.Schedulers.Scheduler.Start(Scheduler, Options.Steps!.Value);

    /// <summary>Validates options and fills in the bundle's defaults.</summary>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    public static EditSettings Resolve(EditOptions options, Bundle bundle)
    {
        var defaults = bundle.Config.Defaults;
        var filled = options with
        {
            Steps = options.Steps ?? defaults.Steps,
            TextGuidance = options.TextGuidance ?? defaults.TextGuidance,
            ImageGuidance = options.ImageGuidance ?? defaults.ImageGuidance,
            Alpha = options.Alpha ?? defaults.Alpha,
            Reuse = options.Reuse ?? 0,
            Sampler = options.Sampler ?? defaults.Sampler,
        };
        return new(filled.Validated(), bundle.SchedulerFor(filled.Sampler));
    }
}
