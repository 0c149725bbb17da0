using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Mean absolute difference of input and target: whether something changed, and not everything.</summary>
internal sealed class PixelChange() : PlainFilter("pixel_change", "the mean change of a pixel")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, _ => true);
}
