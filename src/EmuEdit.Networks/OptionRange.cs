using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Networks;

internal static class OptionRange
{
    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="InvalidInputException">Names the option, what was given and what is allowed.</exception>
    public static void Check(string name, IFormattable? value, bool valid, string allowed)
    {
        if (!valid)
            throw new InvalidInputException($"{name} {value?.ToString(null, CultureInfo.InvariantCulture) ?? "none"}", allowed);
    }
}
