using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Texts;

namespace EmuEdit.World;

/// <summary>The words of the world's texts.</summary>
public static class WorldVocabulary
{
    private const int DrawsPerTask = 2000;

    /// <summary>The lower-case words of captions and instructions, sorted: those of many drawn texts, which every rare word is likely to be among by far.</summary>
    public static IReadOnlyList<string> Words { get; } = Collect();

    /// <summary>The lower-case words of a text, in order; punctuation is left out.</summary>
    public static IEnumerable<string> Split(string text) =>
        new string([.. text.Select(c => char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Collect()
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var task in EditTask.All)
            for (var i = 0; i < DrawsPerTask; i++)
            {
                var edit = WorldEdits.Draw(task, new Voice(new CounterRandom(0, i), HeldOut: i % 4 == 0));
                words.UnionWith(Split($"{edit.Instruction} {edit.InputCaption} {edit.OutputCaption} {edit.Object}"));
            }
        return [.. words];
    }
}
