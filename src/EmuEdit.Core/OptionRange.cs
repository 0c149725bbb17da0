using System.Globalization;

namespace EmuEdit.Core;

/// <summary>
/// Checks the values of options. Every <c>Validate</c> of an options record is a list of these
/// checks.
/// </summary>
public static class OptionRange
{
    /// <summary>Throws when an option is out of its range.</summary>
    /// <param name="name">Name of the option, for example <c>nameof(Steps)</c>.</param>
    /// <param name="value">Its value; null for none.</param>
    /// <param name="valid">Whether the value is in the range.</param>
    /// <param name="allowed">The range in words, for example "1 to 1000".</param>
    /// <exception cref="InvalidInputException">
    /// The option is out of its range. The message names the option, its value and what is allowed.
    /// </exception>
    public static void Check(string name, IFormattable? value, bool valid, string allowed)
    {
        if (!valid)
            throw new InvalidInputException($"{name} {value?.ToString(null, CultureInfo.InvariantCulture) ?? "none"}", allowed);
    }
}
