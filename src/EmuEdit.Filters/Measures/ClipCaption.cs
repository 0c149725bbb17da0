using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

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
