using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EmuEdit.Trainers;

/// <summary>Options that take a number and say what is allowed when they are given something else.</summary>
public static class NumberOption
{
    /// <summary>An option that is null unless given.</summary>
    public static Option<T?> Optional<T>(string name, string description, string allowed) where T : struct, ISpanParsable<T> =>
        new(name) { Description = $"{description} ({allowed})", HelpName = "number", CustomParser = result => Parse<T>(result, name, allowed) };

    /// <summary>An option with a default.</summary>
    public static Option<T> Of<T>(string name, string description, string allowed, T byDefault) where T : struct, ISpanParsable<T> => new(name)
    {
        Description = $"{description} ({allowed})",
        HelpName = "number",
        CustomParser = result => Parse<T>(result, name, allowed) ?? byDefault,
        DefaultValueFactory = _ => byDefault,
    };

    private static T? Parse<T>(ArgumentResult result, string name, string allowed) where T : struct, ISpanParsable<T>
    {
        var given = result.Tokens[^1].Value;
        if (T.TryParse(given, CultureInfo.InvariantCulture, out var value))
            return value;
        result.AddError($"{name} {given}; allowed: a number, {allowed}.");
        return null;
    }
}
