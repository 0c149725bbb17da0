using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// How evenly the change fills the mask: the mean change in the least changed quarter of its box, divided by the
/// mean change of the whole mask. 0 to 1. It catches an edit that stops halfway and leaves a quarter unchanged.
/// </summary>
internal sealed class ChangeUniformity()
    : PlainFilter("edited_spread", "the least changed quarter's share of the mean change within the mask")
{
    protected override double Measure(EditSample sample)
    {
        var box = Box.Of(sample.Region);
        var (middleX, middleY, width) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, sample.Region.Width);
        int Quarter(int i) => (i % width < middleX ? 0 : 1) + (i / width < middleY ? 0 : 2);
        var whole = Pixels.Difference(sample, i => sample.Region.Pixels[i] != 0);
        return whole == 0
            ? 0
            : Enumerable.Range(0, 4).Min(q => Pixels.Difference(sample, i => sample.Region.Pixels[i] != 0 && Quarter(i) == q)) / whole;
    }
}
