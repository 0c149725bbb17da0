using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Whether the instruction describes this edit. If the edit is about an object: the share of the object's words that the instruction
/// contains; it may contain only a few, "the sphere". Otherwise: 1 if the instruction contains a word that only one of the captions has,
/// such as "sketch" or "beach", else 0. Only the first four letters count, so that "normals" matches "normal" and "blurred" matches "blur".
/// </summary>
internal sealed class InstructionCoverage(IReadOnlyList<EditTask> objectTasks)
    : PlainFilter("mentioned", "the share of the edit's words that the instruction has")
{
    private const int Stem = 4;

    protected override double Measure(EditSample sample)
    {
        if (!objectTasks.Contains(sample.Task))
            return Changed(sample).Overlaps(Stems(sample.Instruction)) ? 1 : 0;
        var words = NounPhrases.Words(sample.EditedObject ?? "").ToList();
        return words.Count == 0 ? 0 : (double)words.Count(NounPhrases.Words(sample.Instruction).Contains) / words.Count;
    }

    // The stems that only one of the captions has.
    private static HashSet<string> Changed(EditSample sample)
    {
        var changed = Stems(sample.InputCaption);
        changed.SymmetricExceptWith(Stems(sample.OutputCaption));
        return changed;
    }

    private static HashSet<string> Stems(string text) =>
        [
            .. NounPhrases
                .Words(text)
                .Where(word => !NounPhrases.IsFunctionWord(word))
                .Select(word => word.Length > Stem ? word[..Stem] : word),
        ];
}
