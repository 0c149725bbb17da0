using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>The mask's share of the image. A mask of almost nothing or almost everything means that grounding failed (UltraEdit).</summary>
internal sealed class MaskArea() : PlainFilter("mask_area", "the mask's share of the picture")
{
    protected override double Measure(EditSample sample) => (double)sample.Region.Count / sample.Region.Pixels.Length;
}

/// <summary>Mean absolute difference of input and target: whether something changed, and not everything.</summary>
internal sealed class PixelChange() : PlainFilter("pixel_change", "the mean change of a pixel")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, _ => true);
}

/// <summary>
/// Mean absolute difference within the mask. It catches a small object that did not change, which the mean of the whole image would hide.
/// </summary>
internal sealed class EditedChange() : PlainFilter("edited_change", "the mean change of a pixel within the mask")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, i => sample.Region.Pixels[i] != 0);
}

/// <summary>Mean absolute difference outside the mask, where nothing should change.</summary>
internal sealed class OutsideChange() : PlainFilter("outside_change", "the mean change of a pixel outside the mask")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, i => sample.Region.Pixels[i] == 0);
}
