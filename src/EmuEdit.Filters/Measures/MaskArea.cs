using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>How much of the picture may be edited: a mask of almost nothing or of almost everything grounded nothing (UltraEdit).</summary>
internal sealed class MaskArea() : PlainFilter("mask_area", "the mask's share of the picture")
{
    protected override double Measure(EditSample sample) => (double)sample.Region.Count / sample.Region.Pixels.Length;
}
