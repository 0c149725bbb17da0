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
