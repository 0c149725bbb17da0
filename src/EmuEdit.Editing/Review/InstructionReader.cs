using System.Text.RegularExpressions;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>What can be said about an instruction without an image.</summary>
internal static partial class InstructionReader
{
    private const string Verbs =
        "add|insert|place|put|remove|delete|erase|take|get|make|turn|change|replace|swap|exchange|paint|color|colour|draw|write|show|detect"
        + "|find|locate|segment|mark|highlight|cut|cover|give|let|move|set|blur|soften|sharpen|brighten|lighten|darken|invert|increase"
        + "|decrease|reduce|raise|lower|enlarge|shrink|grow|rotate|flip|crop|convert|transform|colorize|restore"
        + "|wipe|shift|frame|mask|render|estimate|sketch";

    /// <summary>Splits an instruction into the edits that it asks for. One edit gives one part.</summary>
    public static IReadOnlyList<string> Edits(string instruction) =>
        [.. BetweenEdits().Split(instruction).Select(p => p.Trim(' ', '.', ',', ';', '\n', '\r')).Where(p => p.Length > 0)];

    /// <summary>Whether an instruction asks about the image instead of for an edit. "Can you make it night?" asks for an edit.</summary>
    public static bool IsQuestion(string instruction) => Question().IsMatch(instruction);

    /// <summary>
    /// Returns the words that a model with a closed vocabulary never learned, in order, each once. Its tokenizer
    /// has one token for each word that it learned, and takes any other word apart.
    /// </summary>
    public static IReadOnlyList<string> UnknownWords(string instruction, ClipTokenizer tokenizer) =>
        [.. Words(instruction).Where(w => !IsOneToken(w, tokenizer)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Returns the words of a text, without marks.</summary>
    public static IEnumerable<string> Words(string text) => Word().Matches(text).Select(m => m.Value);

    // Two of the ids are the start and the end of the text.
    private static bool IsOneToken(string word, ClipTokenizer tokenizer) => tokenizer.Encode(word).Length == 3;

    // A full stop, a semicolon or "then" always ends an edit; a comma or "and" only before another verb: "black and white" is one.
    [GeneratedRegex(
        @"\s*[.;](?:\s+(?:and\s+)?(?:then\s+)?|\s*$)|\s*,?\s+(?:and\s+)?then\s+|(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?=(?:please\s+)?(?:"
            + Verbs
            + @")\b)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex BetweenEdits();

    [GeneratedRegex(
        @"^\s*(?:what|who|whose|where|why|when|which|how|is|are|was|were|does|do|did|has|have)\b"
            + @"|^(?!\s*(?:can|could|would|will|please)\b).*\?\s*$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Question();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
