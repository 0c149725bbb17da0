using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Similarity of the two images: whether the edit preserves the rest (InstructPix2Pix: at least 0.75).</summary>
internal sealed class ClipImageSimilarity() : ClipFilter("clip_image", "the similarity of both pictures")
{
    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [.. features.Embed(samples.Select(s => s.Input)).Zip(features.Embed(samples.Select(s => s.Target)), Cosine)];
}
