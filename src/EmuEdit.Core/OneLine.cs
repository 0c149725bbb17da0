using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>Makes text of any origin, a damaged file's for example, fit for a message.</summary>
public static partial class OneLine
{
    /// <summary>Replaces control characters and line ends of all kinds, with the white space behind them, by a space.</summary>
    public static string Of(string text) => NoText().Replace(text, " ");

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}][\p{Cc}\s]*")]
    private static partial Regex NoText();
}
