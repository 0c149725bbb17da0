using System.Globalization;

namespace EmuEdit.Instructions;

/// <summary>Texts from strangers.</summary>
internal static class Text
{
    private const string Markup = "<>{}[]`|\\*";
    private const char ZeroWidthNonJoiner = '\u200C', ZeroWidthJoiner = '\u200D';

    private static readonly string[] Addresses = ["://", "www."];

    /// <summary>Whether half of a surrogate pair is missing.</summary>
    public static bool IsBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        return false;
    }

    /// <summary>
    /// The first character that is not for people to see: a line end, a control character, one that
    /// turns the direction of writing; null if there is none.
    /// </summary>
    public static char? ControlIn(string text)
    {
        foreach (var c in text)
            if (IsControl(c))
                return c;
        return null;
    }

    /// <summary>What keeps a text from being one line of plain text; null if nothing does.</summary>
    public static string? UnplainPartOf(string text)
    {
        if (IsBroken(text))
            return "half of a surrogate pair";
        if (ControlIn(text) is { } control)
            return control is '\n' or '\r' ? "a line end" : $"the control character U+{(int)control:X4}";
        if (text.IndexOfAny([.. Markup]) is >= 0 and var at)
            return $"the character {text[at]}";
        return Addresses.Any(a => text.Contains(a, StringComparison.OrdinalIgnoreCase)) ? "a web address" : null;
    }

    /// <summary>The first <paramref name="most"/> characters; no pair is cut in half.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>A text as it can stand in a message: in one line, and not long.</summary>
    public static string Shown(string text, int most = 60) => string.Concat(Cut(text, most).Select(c => IsControl(c) ? ' ' : c));

    // The joiners belong to the spelling of some languages, and to pictograms.
    private static bool IsControl(char c) =>
        c is not (ZeroWidthJoiner or ZeroWidthNonJoiner)
        && char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned;
}
