using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Whether the images differ as the captions do: cosine of the two differences (Gal et al. 2021; InstructPix2Pix: at least 0.2).
/// </summary>
internal sealed class ClipDirection() : ClipFilter("clip_direction", "the similarity of the pictures' and the captions' change")
{
    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features)
    {
        var pictures = features.Embed(samples.Select(s => s.Target)).Zip(features.Embed(samples.Select(s => s.Input)), Minus);
        var captions = features.Embed(samples.Select(s => s.OutputCaption)).Zip(features.Embed(samples.Select(s => s.InputCaption)), Minus);
        return [.. pictures.Zip(captions, Cosine)];
    }
}
