using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Mean absolute difference outside the mask, where nothing should change.</summary>
internal sealed class OutsideChange() : PlainFilter("outside_change", "the mean change of a pixel outside the mask")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, i => sample.Region.Pixels[i] == 0);
}
