using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>Text of any origin, a damaged file's for example, as a message can show it.</summary>
public static partial class OneLine
{
    /// <summary>
    /// The text with a space in place of control characters and line ends of all kinds, and of the white space behind them.
    /// </summary>
    public static string Of(string text) => NoText().Replace(text, " ");

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}][\p{Cc}\s]*")]
    private static partial Regex NoText();
}
