using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Base class of the filters that compare CLIP embeddings.</summary>
internal abstract class ClipFilter(string name, string measured) : PairFilter(name, measured)
{
    public sealed override bool CanRun(FilterModels models) => models.HasClip;

    /// <summary>Cosine of the angle between two vectors; 0 if either has length zero.</summary>
    protected static double Cosine(float[] a, float[] b)
    {
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
            (ab, aa, bb) = (ab + a[i] * b[i], aa + a[i] * a[i], bb + b[i] * b[i]);
        return aa * bb < 1e-12 ? 0 : ab / Math.Sqrt(aa * bb);
    }

    /// <summary>Returns a - b.</summary>
    protected static float[] Minus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];
}

/// <summary>Similarity of the two images: whether the edit preserves the rest (InstructPix2Pix: at least 0.75).</summary>
internal sealed class ClipImageSimilarity() : ClipFilter("clip_image", "the similarity of both pictures")
{
    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [.. features.Embed(samples.Select(s => s.Input)).Zip(features.Embed(samples.Select(s => s.Target)), Cosine)];
}

/// <summary>
/// Similarity of an image and its caption: whether the image shows what it should (InstructPix2Pix: at least 0.2 for both).
/// </summary>
internal sealed class ClipCaption(string name, bool ofTarget)
    : ClipFilter(name, $"the similarity of the {(ofTarget ? "target" : "input")} and its caption")
{
    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features) =>
        [
            .. features
                .Embed(samples.Select(s => ofTarget ? s.Target : s.Input))
                .Zip(features.Embed(samples.Select(s => ofTarget ? s.OutputCaption : s.InputCaption)), Cosine),
        ];
}

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
