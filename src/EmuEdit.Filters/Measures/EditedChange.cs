using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>The same within the mask: a small object that stayed as it was hides in the mean of the whole picture.</summary>
internal sealed class EditedChange() : PlainFilter("edited_change", "the mean change of a pixel within the mask")
{
    protected override double Measure(EditSample sample) => Pixels.Difference(sample, i => sample.Region.Pixels[i] != 0);
}
