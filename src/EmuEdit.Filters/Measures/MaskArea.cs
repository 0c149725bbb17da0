using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>The mask's share of the image. A mask of almost nothing or almost everything means that grounding failed (UltraEdit).</summary>
internal sealed class MaskArea() : PlainFilter("mask_area", "the mask's share of the picture")
{
    protected override double Measure(EditSample sample) => (double)sample.Region.Count / sample.Region.Pixels.Length;
}
