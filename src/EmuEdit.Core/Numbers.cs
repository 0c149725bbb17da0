using System.Globalization;
using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>
/// Reads numbers that people write: on the command line, in forms, queries and settings. The
/// decimal separator is always a point, whatever the machine's language. There is no thousands
/// separator, so "1,5" is refused and not read as 15.
/// </summary>
public static partial class Numbers
{
    /// <summary>Describes a number with a fraction, for messages.</summary>
    public const string Decimal = "a number such as 1.5";

    /// <summary>Describes a whole number, for messages.</summary>
    public const string Whole = "a whole number such as 3";

    /// <summary>
    /// Reads a number: digits with an optional sign, point and exponent; for whole numbers, digits
    /// and sign only. Surrounding white space is ignored.
    /// </summary>
    /// <typeparam name="T">Type of the number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">The number; finite.</param>
    /// <returns>Whether the text is a number in the range of its type.</returns>
    public static bool TryParse<T>(string? text, out T value) where T : struct, ISpanParsable<T>
    {
        value = default;
        return text is not null
            && Written().IsMatch(text)
            && T.TryParse(text.AsSpan().Trim(), CultureInfo.InvariantCulture, out value)
            && IsFinite(value);
    }

    /// <summary>Describes a number of type <typeparamref name="T"/>, for messages.</summary>
    public static string Allowed<T>() where T : struct => Allowed(typeof(T));

    /// <summary>Describes a number of that type, for messages.</summary>
    public static string Allowed(Type kind) =>
        kind == typeof(float) || kind == typeof(double) || kind == typeof(decimal) ? Decimal : kind == typeof(Seed) ? Seed.Allowed : Whole;

    private static bool IsFinite<T>(T value) => value switch
    {
        float number => float.IsFinite(number),
        double number => double.IsFinite(number),
        _ => true,
    };

    [GeneratedRegex(@"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
