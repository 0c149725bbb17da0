using System.Globalization;
using System.Text;

namespace EmuEdit.Instructions;

/// <summary>Texts compared word by word: case, punctuation and a leading article do not count.</summary>
internal static class WordComparison
{
    private static readonly string[] Articles = ["a ", "an ", "the "];

    // Scripts from Thai on may write words without a space between them.
    private const char FirstWithoutSpaces = '\u0E00';

    public static bool AreSame(string a, string b) => Normalized(a) == Normalized(b);

    /// <summary>
    /// Whether the words of <paramref name="name"/> are in <paramref name="text"/>, whole and in a
    /// row.
    /// </summary>
    public static bool AreIn(string name, string text)
    {
        var (wanted, words) = (WithoutArticle(Normalized(name)), Normalized(text));
        if (wanted.Length == 0)
            return false;
        for (
            var at = words.IndexOf(wanted, StringComparison.Ordinal);
            at >= 0;
            at = words.IndexOf(wanted, at + 1, StringComparison.Ordinal)
        )
            if (IsEdge(words, at) && IsEdge(words, at + wanted.Length))
                return true;
        return false;
    }

    private static bool IsEdge(string words, int at) =>
        at == 0
        || at == words.Length
        || words[at - 1] == ' '
        || words[at] == ' '
        || words[at - 1] >= FirstWithoutSpaces
        || words[at] >= FirstWithoutSpaces;

    private static string WithoutArticle(string words) =>
        Articles.FirstOrDefault(a => words.StartsWith(a, StringComparison.Ordinal)) is { } article ? words[article.Length..] : words;

    private static string Normalized(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var c in text)
            if (IsPartOfWord(c))
                words.Append(char.ToLowerInvariant(c));
            else if (words.Length > 0 && words[^1] != ' ')
                words.Append(' ');
        return words.ToString().TrimEnd();
    }

    // A surrogate is half of a letter of a rare script, or of a pictogram.
    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
