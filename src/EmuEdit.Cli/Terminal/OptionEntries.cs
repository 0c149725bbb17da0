using System.CommandLine;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// Options given as JSON. A key is an option's name without dashes, its words separated by underscores. Entries become
/// arguments, so that the same code validates them as on the command line. Null means that the option is not given.
/// </summary>
internal static class OptionEntries
{
    /// <summary>Returns the key of an option.</summary>
    public static string Key(Option option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Name.TrimStart('-').Replace('-', '_');
    }

    /// <summary>Converts entries to arguments.</summary>
    /// <param name="options">The available options.</param>
    /// <param name="entries">Values by the options' keys.</param>
    /// <param name="where">Source of the entries, for error messages.</param>
    /// <param name="wanted">Selects options; null for all.</param>
    /// <exception cref="InvalidInputException">A key matches no option, or the value of a switch is neither true nor false.</exception>
    public static IEnumerable<string> Arguments(
        IEnumerable<Option> options,
        IEnumerable<KeyValuePair<string, JsonElement>> entries,
        string where,
        Func<Option, bool>? wanted = null
    ) =>
        entries.SelectMany(entry =>
            Find(options, entry.Key, where) is var named && wanted?.Invoke(named) != false
                ? Arguments(named, Checked(named, entry, where))
                : []
        );

    private static Option Find(IEnumerable<Option> options, string key, string where) => options.FirstOrDefault(o => Key(o) == key)
        ?? throw new InvalidInputException($"'{key}' in {where}", string.Join(", ", options.Select(Key)));

    // A switch takes only true or false; the parser would read any other value as another option.
    private static JsonElement Checked(Option option, KeyValuePair<string, JsonElement> entry, string where) =>
        option.ValueType != typeof(bool) || entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? entry.Value
            : throw new InvalidInputException(
                $"'{entry.Key}' in {where} is {entry.Value.GetRawText().ReplaceLineEndings(" ")}",
                "true or false"
            );

    private static IEnumerable<string> Arguments(Option option, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Arguments(option, item)),
        JsonValueKind.Object => value.EnumerateObject().Select(pair => $"{option.Name}={pair.Name}={Text(pair.Value)}"),
        _ => [$"{option.Name}={Text(value)}"],
    };

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
