using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// The things that a caption names, without articles, sizes and postures, as a detector expects them: "a big red sphere
/// at the front left and a waving person in blue on a beach" names red sphere, front left, person in blue, beach.
/// </summary>
internal static class NounPhrases
{
    private static readonly HashSet<string> Articles = ["a", "an", "the", "some", "its", "his", "her", "their"],
        Separators =

        [
            "and",
            "or",
            "at",
            "on",
            "in",
            "by",
            "with",
            "of",
            "to",
            "near",
            "under",
            "over",
            "behind",
            "beside",
            "before",
            "that",
            "which",
            "who",
            "is",
            "are",
            "says",
            "there",
            "we",
            "see",
            "here",
        ],
        Media = ["picture", "photo", "photograph", "image", "view"],
        Sizes = ["big", "large", "huge", "tall", "small", "little", "tiny", "blank"],
        // "In" before a colour is about clothes; elsewhere it is about a place.
        Colors =

        [
            "red",
            "orange",
            "yellow",
            "green",
            "cyan",
            "blue",
            "purple",
            "violet",
            "magenta",
            "pink",
            "brown",
            "black",
            "white",
            "grey",
            "gray",
            "gold",
            "silver",
        ];

    /// <summary>Returns the lower-case words of a text.</summary>
    public static IEnumerable<string> Words(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Returns the phrases of a caption, in order.</summary>
    public static IReadOnlyList<string> Of(string caption)
    {
        var (phrases, words) = (
            new List<List<string>> { new() },
            caption.Split(',', ';', '.').SelectMany(part => Words(part).Append("and")).ToList()
        );
        for (var i = 0; i < words.Count; i++)
        {
            var wears = words[i] == "in" && phrases[^1].Count > 0 && i + 1 < words.Count && Colors.Contains(words[i + 1]);
            if (!wears && (Separators.Contains(words[i]) || Articles.Contains(words[i])))
                phrases.Add([]);
            else
                phrases[^1].Add(words[i]);
        }
        return
        [
            .. phrases.Where(p => p.Count > 0).Select(p => string.Join(' ', p.SkipWhile((word, i) => i + 1 < p.Count && IsManner(word)))),
        ];
    }

    /// <summary>
    /// Returns the phrase of the object that replaces the edited one: a phrase of the output caption
    /// that the input caption does not have. If there are several, the phrase that shares most words
    /// with the instruction and the object. Null if there is none: the object keeps its name.
    /// </summary>
    public static string? Replacement(EditSample sample)
    {
        var (known, hints) = (Of(sample.InputCaption).ToHashSet(), Words($"{sample.Instruction} {sample.EditedObject}").ToHashSet());
        return Of(sample.OutputCaption).Where(p => !known.Contains(p)).MaxBy(p => Words(p).Count(hints.Contains));
    }

    /// <summary>
    /// Returns whether <paramref name="general"/> names whatever <paramref name="exact"/>
    /// names, because <paramref name="exact"/> contains all its words.
    /// </summary>
    public static bool Covers(string exact, string general) => Words(general).All(Words(exact).Contains);

    /// <summary>
    /// Returns whether a word names nothing: articles, prepositions, and the openings of captions, "a picture of", "there is".
    /// </summary>
    public static bool IsFunctionWord(string word) => Articles.Contains(word) || Separators.Contains(word) || Media.Contains(word);

    private static bool IsManner(string word) => Sizes.Contains(word) || word.EndsWith("ing", StringComparison.Ordinal);
}
