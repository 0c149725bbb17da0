using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Texts;

namespace EmuEdit.World;

/// <summary>The words of the world's texts.</summary>
public static class WorldVocabulary
{
    private const string File = "Words.txt";
    private const int DrawsPerTask = 2000;

    private static readonly Lazy<string[]> s_words = new(Read);

    /// <summary>
    /// The lower-case words of captions and instructions, sorted. They are read from
    /// <c>Words.txt</c>, because generating the texts takes a second.
    /// </summary>
    public static IReadOnlyList<string> Words => s_words.Value;

    /// <summary>Returns the lower-case words of a text, in order, without punctuation.</summary>
    public static IEnumerable<string> Split(string text) =>
        new string([.. text.Select(c => char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>
    /// Collects the words of many generated texts, among which every rare word is very likely to
    /// appear. <c>Words.txt</c> must hold exactly these.
    /// </summary>
    internal static IReadOnlyList<string> Collect()
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

    private static string[] Read()
    {
        using var stream = typeof(WorldVocabulary).Assembly.GetManifestResourceStream(typeof(WorldVocabulary), File)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
