using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Mean absolute difference of input and target: something changed, and not everything did.</summary>
internal sealed class PixelChange() : PlainFilter("pixel_change", "the mean change of a pixel")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, _ => true);
}
