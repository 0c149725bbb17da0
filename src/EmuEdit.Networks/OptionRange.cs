using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Networks;

internal static class OptionRange
{
    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">
    /// The option is out of its range. The message names the option, its value and what is allowed.
    /// </exception>
    public static void Check(string name, IFormattable? value, bool valid, string allowed)
    {
        if (!valid)
            throw new InvalidInputException($"{name} {value?.ToString(null, CultureInfo.InvariantCulture) ?? "none"}", allowed);
    }
}
