using System.Globalization;
using System.Text;

namespace EmuEdit.Onnx;

/// <summary>
/// Cuts a text into the words that CLIP's tokenizer encodes, like transformers' CLIPTokenizer.
/// Control characters are removed, each CJK ideograph stands alone, and the text is composed (NFC)
/// and in lower case. A word is the end of an English contraction, a run of letters, one digit, or
/// a run of other signs.
/// </summary>
internal static class ClipWords
{
    private static readonly string[] s_contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    // Ideographs only. Kana and hangul are written with spaces or in longer words.
    private static readonly (int First, int Last)[] s_ideographs =
        [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
            (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)];

    /// <summary>Returns the words of a text.</summary>
    /// <param name="text">The text, without special tokens.</param>
    /// <param name="special">Special tokens in lower case, each of which is a word.</param>
    public static IEnumerable<string> Of(string text, IReadOnlyCollection<string> special)
    {
        foreach (var token in Composition.Of(Clean(text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var lower = Lower(token);
            for (var at = 0; at < lower.Length;)
            {
                var length = WordLength(lower, at, special);
                yield return lower.Substring(at, length);
                at += length;
            }
        }
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
                clean.Append(' ');
            else if (Array.Exists(s_ideographs, range => rune.Value >= range.First && rune.Value <= range.Last))
                clean.Append(' ').Append(rune).Append(' ');
            else if (rune.Value != 0xFFFD && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                clean.Append(rune);
        return clean.ToString();
    }

    // Unicode's rules, which .NET's invariant culture does not have: a capital I with a dot keeps
    // it, and a sigma at the end of a word has its own form.
    private static string Lower(string token)
    {
        var lower = token.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToCharArray();
        if (!token.Contains('\u03A3'))
            return new(lower);
        for (var i = 1; i < lower.Length && lower.Length == token.Length; i++)
            if (token[i] == '\u03A3' && char.IsLetter(token[i - 1]) && (i + 1 == token.Length || !char.IsLetter(token[i + 1])))
                lower[i] = '\u03C2';
        return new(lower);
    }

    private static int WordLength(string text, int at, IReadOnlyCollection<string> special)
    {
        foreach (var word in special.Concat(s_contractions))
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0)
                return word.Length;
        var first = Rune.GetRuneAt(text, at);
        return Kind(first) == Sign.Digit ? first.Utf16SequenceLength : Run(text, at, Kind(first));
    }

    private static int Run(string text, int at, Sign kind)
    {
        var end = at;
        while (end < text.Length && Rune.GetRuneAt(text, end) is var rune && Kind(rune) == kind)
            end += rune.Utf16SequenceLength;
        return end - at;
    }

    private static Sign Kind(Rune rune) => Rune.IsLetter(rune) ? Sign.Letter
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            ? Sign.Digit : Sign.Other;

    private enum Sign
    {
        Letter,
        Digit,
        Other,
    }
}
