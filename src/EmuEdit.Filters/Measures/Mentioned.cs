using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>Whether the instruction names the object that the edit is about; it may do so with fewer words, "the sphere".</summary>
internal sealed class Mentioned() : PlainFilter("mentioned", "the share of the object's words that the instruction has")
{
    protected override double Measure(EditSample sample)
    {
        var words = NounPhrases.Words(sample.EditedObject ?? "").ToList();
        return words.Count == 0 ? 0 : (double)words.Count(NounPhrases.Words(sample.Instruction).Contains) / words.Count;
    }
}
