using EmuEdit.Diffusion;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>The options of an edit with the bundle's defaults filled in.</summary>
/// <param name="Levels">The noise levels that the sampler visits.</param>
/// <param name="Sampler">The sampler.</param>
/// <param name="Guidance">The guidance.</param>
/// <param name="Alpha">The threshold.</param>
/// <param name="Seed">Seed of the noise.</param>
internal sealed record EditSettings(NoiseLevel[] Levels, Sampler Sampler, Guidance Guidance, float Alpha, long Seed)
{
    /// <summary>Refuses a bundle whose defaults no edit could ask for.</summary>
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
        Resolve(asked.Validated(), bundle);
    }

    public static EditSettings Resolve(EditOptions options, Bundle bundle)
    {
        var defaults = bundle.Config.Defaults;
        return new(
            bundle.Schedule.Levels(options.Steps ?? defaults.Steps),
            Samplers.Named(options.Sampler ?? defaults.Sampler ?? bundle.Schedule.Config.Sampler),
            new Guidance(options.ImageGuidance ?? defaults.ImageGuidance, options.TextGuidance ?? defaults.TextGuidance),
            options.Alpha ?? defaults.Alpha,
            options.Seed);
    }
}
