using System.Globalization;
using System.Text.RegularExpressions;

namespace EmuEdit.Core;

/// <summary>
/// Numbers that people write: on the command line, in forms, queries and settings. The decimal sign is a point, whatever the machine's
/// language; there is no thousands separator, so that "1,5" is refused and not taken for 15.
/// </summary>
public static partial class Numbers
{
    /// <summary>How a number with a fraction is written, for messages.</summary>
    public const string Decimal = "a number such as 1.5";

    /// <summary>How a whole number is written, for messages.</summary>
    public const string Whole = "a whole number such as 3";

    /// <summary>
    /// Reads a number: digits with an optional sign, point and exponent; of whole numbers digits and sign alone. White space around it is
    /// passed over.
    /// </summary>
    /// <typeparam name="T">Kind of number.</typeparam>
    /// <param name="text">What was given.</param>
    /// <param name="value">The number; finite.</param>
    /// <returns>Whether it is one, in the range of its kind.</returns>
    public static bool TryParse<T>(string? text, out T value) where T : struct, ISpanParsable<T>
    {
        value = default;
        return text is not null && Written().IsMatch(text) && T.TryParse(text.AsSpan().Trim(), CultureInfo.InvariantCulture, out value) && IsFinite(value);
    }

    /// <summary>How a number of that kind is written, for messages.</summary>
    public static string Allowed<T>() where T : struct => Allowed(typeof(T));

    /// <summary>As <see cref="Allowed{T}"/>.</summary>
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
