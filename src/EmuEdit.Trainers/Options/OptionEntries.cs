using System.CommandLine;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary>Options given by JSON: a key is an option's name without dashes, words parted by underscores. Entries become arguments, so that they are checked by the same code as those of a command line; null stands for an option that is not given.</summary>
public static class OptionEntries
{
    /// <summary>The key of an option.</summary>
    public static string Key(Option option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Name.TrimStart('-').Replace('-', '_');
    }

    /// <summary>Entries as arguments.</summary>
    /// <param name="options">Those there are.</param>
    /// <param name="entries">By the options' keys.</param>
    /// <param name="where">Where they are from, for errors.</param>
    /// <param name="wanted">Which options are wanted; null for all.</param>
    /// <exception cref="InvalidInputException">A key is no option's, or a switch is neither true nor false.</exception>
    public static IEnumerable<string> Arguments(IEnumerable<Option> options, IEnumerable<KeyValuePair<string, JsonElement>> entries, string where, Func<Option, bool>? wanted = null) =>
        entries.SelectMany(entry => Find(options, entry.Key, where) is var named && wanted?.Invoke(named) != false ? Arguments(named, Checked(named, entry, where)) : []);

    private static Option Find(IEnumerable<Option> options, string key, string where) => options.FirstOrDefault(o => Key(o) == key)
        ?? throw new InvalidInputException($"'{key}' in {where}", string.Join(", ", options.Select(Key)));

    // A switch takes no argument that is neither, and the parser would look for another option in it.
    private static JsonElement Checked(Option option, KeyValuePair<string, JsonElement> entry, string where) =>
        option.ValueType != typeof(bool) || entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? entry.Value
            : throw new InvalidInputException($"'{entry.Key}' in {where} is {entry.Value.GetRawText().ReplaceLineEndings(" ")}", "true or false");

    private static IEnumerable<string> Arguments(Option option, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Arguments(option, item)),
        JsonValueKind.Object => value.EnumerateObject().Select(pair => $"{option.Name}={pair.Name}={Text(pair.Value)}"),
        _ => [$"{option.Name}={Text(value)}"],
    };

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
