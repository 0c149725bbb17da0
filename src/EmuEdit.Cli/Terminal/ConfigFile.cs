using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// A JSON file that gives options of a command: a key is an option's name without dashes, words parted by underscores. Its entries become arguments behind those of the command line, so that they
/// are checked by the same code. Comments and trailing commas are allowed; null stands for an option that is not given.
/// </summary>
internal static class ConfigFile
{
    private const string Name = "--config";

    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions s_writing = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Option<bool> s_print = new("--print-config") { Description = "Print the configuration in effect, every option of it, and do nothing else" };

    /// <summary>Gives a command <c>--config</c> and <c>--print-config</c>.</summary>
    public static void AddTo(Command command)
    {
        command.Add(new Option<string>(Name) { Description = "JSON file that gives options, for example \"learning_rate\": 0.0008; those of the command line win", HelpName = "file" });
        command.Add(s_print);
    }

    /// <summary>The arguments with those of the file that they name, if they do.</summary>
    /// <param name="parsed">The arguments, parsed; errors do not matter.</param>
    /// <param name="args">The same.</param>
    /// <exception cref="InvalidInputException">The file is missing or no such file, or a key is no option of the command.</exception>
    public static string[] Expand(ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        if (command.Options.FirstOrDefault(o => o.Name == Name) is not { } option || parsed.GetResult(option)?.Tokens is not [{ Value: var path }])
            return args;
        return [.. args, .. Arguments(command, Entries(path), path, option => parsed.GetResult(option) is null or { Implicit: true })];
    }

    /// <summary>Entries as arguments of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="entries">By the options' keys.</param>
    /// <param name="where">Where they are from, for errors.</param>
    /// <param name="wanted">Which options are wanted; null for all.</param>
    /// <exception cref="InvalidInputException">A key is no option of the command, or a switch is neither true nor false.</exception>
    public static IEnumerable<string> Arguments(Command command, IEnumerable<KeyValuePair<string, JsonElement>> entries, string where, Func<Option, bool>? wanted = null) =>
        entries.SelectMany(entry => Find(command, entry.Key, where) is var named && wanted?.Invoke(named) != false ? Arguments(named, Checked(named, entry, where)) : []);

    /// <summary>Prints the configuration, if that is asked for.</summary>
    /// <returns>Whether it was.</returns>
    public static bool Print(ParseResult parsed)
    {
        if (!parsed.GetValue(s_print))
            return false;
        var values = Configurable(parsed.CommandResult.Command).ToDictionary(Key, option => parsed.GetResult(option)?.GetValueOrDefault<object>());
        Console.WriteLine(JsonSerializer.Serialize(values, s_writing));
        return true;
    }

    private static IEnumerable<Option> Configurable(Command command) => command.Options.Where(o => o.Name is not Name && o != s_print);

    private static string Key(Option option) => option.Name.TrimStart('-').Replace('-', '_');

    private static Option Find(Command command, string key, string path) => Configurable(command).FirstOrDefault(o => Key(o) == key)
        ?? throw new InvalidInputException($"'{key}' in {path}", string.Join(", ", Configurable(command).Select(Key)));

    // A switch takes no argument that is neither, and the parser would look for another option in it.
    private static JsonElement Checked(Option option, KeyValuePair<string, JsonElement> entry, string path) =>
        option.ValueType != typeof(bool) || entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? entry.Value
            : throw new InvalidInputException($"'{entry.Key}' in {path} is {entry.Value.GetRawText().ReplaceLineEndings(" ")}", "true or false");

    private static IEnumerable<string> Arguments(Option option, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Arguments(option, item)),
        JsonValueKind.Object => value.EnumerateObject().Select(pair => $"{option.Name}={pair.Name}={Text(pair.Value)}"),
        _ => [$"{option.Name}={Text(value)}"],
    };

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static IEnumerable<KeyValuePair<string, JsonElement>> Entries(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a JSON file with options", "check the path");
        try
        {
            return [.. JsonDocument.Parse(File.ReadAllText(path), s_reading).RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "a JSON object of options", "correct it, or begin with what --print-config prints");
        }
    }
}
