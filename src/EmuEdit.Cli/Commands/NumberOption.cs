using System.CommandLine;
using System.CommandLine.Parsing;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>Options that take a number, parsed by <see cref="Numbers"/>. Their error messages contain the allowed values.</summary>
internal static class NumberOption
{
    /// <summary>Creates an option that is null unless given.</summary>
    public static Option<T?> Optional<T>(string name, string description, string allowed)
        where T : struct, ISpanParsable<T> =>
        new(name)
        {
            Description = $"{description} ({allowed})",
            HelpName = "number",
            CustomParser = result => Parse<T>(result, name, allowed),
        };

    /// <summary>Creates an option with a default.</summary>
    public static Option<T> Of<T>(string name, string description, string allowed, T byDefault)
        where T : struct, ISpanParsable<T> =>
        new(name)
        {
            Description = $"{description} ({allowed})",
            HelpName = "number",
            CustomParser = result => Parse<T>(result, name, allowed) ?? byDefault,
            DefaultValueFactory = _ => byDefault,
        };

    /// <summary>Creates an option that takes one or more numbers.</summary>
    public static Option<T[]> Many<T>(string name, string description, string allowed, params T[] byDefault)
        where T : struct, ISpanParsable<T> =>
        new(name)
        {
            Description = $"{description} ({allowed})",
            HelpName = "number",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.Select(token => Parse<T>(result, token.Value, name, allowed) ?? default)],
            DefaultValueFactory = _ => byDefault,
        };

    private static T? Parse<T>(ArgumentResult result, string name, string allowed)
        where T : struct, ISpanParsable<T> => Parse<T>(result, result.Tokens[^1].Value, name, allowed);

    private static T? Parse<T>(ArgumentResult result, string given, string name, string allowed) where T : struct, ISpanParsable<T>
    {
        if (Numbers.TryParse<T>(given, out var value))
            return value;
        result.AddError(
            $"{name} {given}; allowed: {(default(T) is float or double or decimal ? Numbers.Decimal : "a whole number")}, {allowed}."
        );
        return null;
    }
}
