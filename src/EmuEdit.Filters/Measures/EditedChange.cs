using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Mean absolute difference within the mask. It catches a small object that did not change, which the mean of the whole image would hide.
/// </summary>
internal sealed class EditedChange() : PlainFilter("edited_change", "the mean change of a pixel within the mask")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, i => sample.Region.Pixels[i] != 0);
}
