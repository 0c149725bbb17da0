using System.Text.RegularExpressions;

namespace EmuEdit.Editing;

/// <summary>
/// Finds the objects that an instruction expects in the image. English marks them: a definite noun phrase
/// ("the red cube") names something that is there, an indefinite one ("a red cube") something new.
/// </summary>
public static partial class NamedObjects
{
    private static readonly HashSet<string> s_determiners = Set("the this that these those my his her its our their your");

    // Words that end a noun phrase: articles, prepositions, conjunctions, adverbs and verbs that follow a noun.
    private static readonly HashSet<string> s_ends = Set(
        """
        a an the this that these those and or but then with without by for from to into onto in on at of off over under
        behind near beside between around above below as like than is are was were be been should could would can will
        must may gets get say says said look looks become becomes turn turns appear appears stand stands stay stays go goes come comes
        make turn add insert place put draw remove delete erase take show give say write let move set bring
        away out up down here there where which who please so not more less very too again instead only all every
        """
    );

    // The image itself and its properties: no detector finds them, and no edit needs them to be found.
    private static readonly HashSet<string> s_notObjects = Set(
        """
        picture image photo photograph scene background foreground frame view rest whole everything
        color colors colour colours hue contrast saturation brightness light lighting tone exposure sharpness
        depth normals pose skeleton mask masks pixels map sketch outline edges negative blueprint drawing style look
        material texture surface size shape position place time weather season air sun fog snow rain day night sunset
        text word words letters letter title caption
        """
    );

    // Places in the image, unless a noun follows: "the left cube".
    private static readonly HashSet<string> s_places = Set("top bottom middle center centre left right front back side corner");

    private static readonly HashSet<string> s_colors = Set(
        "red green blue yellow orange purple pink white black grey gray brown cyan magenta golden silver"
    );

    // Words after a noun that say what becomes of it: "make the cube bigger", "turn the sphere stone".
    private static readonly HashSet<string> s_results = Set(
        "bigger larger smaller taller shorter brighter darker lighter stronger weaker softer sharper stone "
            + "wood metal glass gold plastic marble plain blank"
    );

    private static readonly HashSet<string> s_people = Set("person man woman boy girl child figure");

    private static readonly string[] s_resultEndings = ["ed", "en", "ing"];

    /// <summary>Returns the noun phrases without their articles, in order, each once; empty if there are none.</summary>
    public static IReadOnlyList<string> In(string instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var words = WordOrMark().Matches(instruction).Select(m => m.Value.ToLowerInvariant()).ToList();
        var phrases = new List<string>();
        for (var at = 0; at < words.Count; at++)
            if (s_determiners.Contains(words[at]) && !IsNewPlace(words, at) && PhraseAt(words, at + 1) is { } phrase)
                phrases.Add(phrase);
        return [.. phrases.Distinct()];
    }

    // "move it in the mountains", "change the background to the sea"
    private static bool IsNewPlace(List<string> words, int at) =>
        at > 0 && words[at - 1] is "in" or "into" || words[..at].Contains("background");

    private static string? PhraseAt(List<string> words, int start)
    {
        var end = start;
        while (end < words.Count && char.IsLetterOrDigit(words[end][0]) && !s_ends.Contains(words[end]))
            end++;
        // "the mask of the cube" is about the cube.
        if (end == start || (end < words.Count && words[end] == "of"))
            return null;
        var noun = WithoutResult(words, start, end);
        if (s_places.Contains(words[noun - 1]) || words[start..noun].Any(s_notObjects.Contains))
            return null;
        var phrase = string.Join(' ', words[start..noun]);
        return s_people.Contains(words[noun - 1]) && IsDressed(words, noun) ? $"{phrase} in {words[noun + 1]}" : phrase;
    }

    private static int WithoutResult(List<string> words, int start, int end)
    {
        while (end - start > 1 && IsResult(words[end - 1]) && !IsResult(words[end - 2]))
            end--;
        return end;
    }

    private static bool IsResult(string word) =>
        s_colors.Contains(word)
        || s_results.Contains(word)
        || s_resultEndings.Any(e => word.Length > e.Length + 2 && word.EndsWith(e, StringComparison.Ordinal));

    // "the person in blue"
    private static bool IsDressed(List<string> words, int at) =>
        at + 1 < words.Count && words[at] == "in" && s_colors.Contains(words[at + 1]);

    private static HashSet<string> Set(string words) =>
        [.. words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    [GeneratedRegex(@"[\p{L}\p{Nd}]+(?:['’-][\p{L}\p{Nd}]+)*|[^\s\p{L}\p{Nd}]")]
    private static partial Regex WordOrMark();
}
