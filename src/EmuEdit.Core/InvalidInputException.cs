using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>
/// Input that cannot be used. The message is one line: what was given, what is allowed, what to do.
/// Characters that are not text, from a damaged file for example, become spaces, and very long
/// input is cut. The command line prints the message and exits with 2; the server answers with a
/// 400 problem document.
/// </summary>
public class InvalidInputException : Exception
{
    // A message of the length of an image helps nobody; paths and lists of names are shorter.
    private const int MostGiven = 2000;

    /// <param name="given">What was given, for example "--steps 0".</param>
    /// <param name="allowed">What is allowed, for example "1 to 1000".</param>
    /// <param name="advice">What to do; null when the other two already say it.</param>
    public InvalidInputException(string given, string allowed, string? advice = null)
        : this((Cut(OneLine.Of(given)), OneLine.Of(allowed), advice is null ? null : OneLine.Of(advice))) { }

    private InvalidInputException((string Given, string Allowed, string? Advice) parts)
        : base(
            parts.Advice is not [var first, ..]
                ? $"{parts.Given}; allowed: {parts.Allowed}."
                : $"{parts.Given}; allowed: {parts.Allowed}. {char.ToUpperInvariant(first)}{parts.Advice[1..]}."
        ) => (Given, Allowed, Advice) = parts;

    /// <summary>What was given.</summary>
    public string Given { get; }

    /// <summary>What is allowed.</summary>
    public string Allowed { get; }

    /// <summary>What to do; null when there is nothing to add.</summary>
    public string? Advice { get; }

    private static string Cut(string line) => line.Length <= MostGiven ? line : line[..MostGiven] + "...";
}

/// <summary>Makes text of any origin, a damaged file's for example, fit for a message.</summary>
public static partial class OneLine
{
    /// <summary>
    /// Replaces control characters and line ends of all kinds, with the white space behind them, by
    /// a space.
    /// </summary>
    public static string Of(string text) => NoText().Replace(text, " ");

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}][\p{Cc}\s]*")]
    private static partial Regex NoText();
}
