using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// A JSON file with options of a command, see <see cref="OptionEntries"/>. Its entries become arguments after the options of the command
/// line. Comments and trailing commas are allowed.
/// </summary>
internal static class ConfigFile
{
    private const string Name = "--config";

    private static readonly JsonDocumentOptions s_reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };
    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<bool> s_print = new("--print-config")
    {
        Description = "Print the configuration in effect, every option of it, and do nothing else",
    };

    /// <summary>Adds <c>--config</c> and <c>--print-config</c> to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(
            new Option<string>(Name)
            {
                Description = "JSON file with options, for example \"learning_rate\": 0.0008; options of the command line win",
                HelpName = "file",
            }
        );
        command.Add(s_print);
    }

    /// <summary>Returns the arguments and those of the configuration file that they name, if any.</summary>
    /// <param name="parsed">The parsed arguments. Parse errors are ignored.</param>
    /// <param name="args">The same arguments, unparsed.</param>
    /// <exception cref="InvalidInputException">
    /// The file is missing or not a configuration file, or a key is not an option of the command.
    /// </exception>
    public static string[] Expand(ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        if (
            command.Options.FirstOrDefault(o => o.Name == Name) is not { } option
            || parsed.GetResult(option)?.Tokens is not [{ Value: var path }]
        )
            return args;
        // After "--" they would not be options.
        var end = Array.IndexOf(args, "--") is >= 0 and var place ? place : args.Length;
        return
        [
            .. args[..end],
            .. OptionEntries.Arguments(
                [.. Configurable(command)],
                Entries(path),
                path,
                option => parsed.GetResult(option) is null or { Implicit: true }
            ),
            .. args[end..],
        ];
    }

    /// <summary>Prints the configuration if the arguments request it.</summary>
    /// <returns>Whether it was printed.</returns>
    public static bool Print(ParseResult parsed)
    {
        if (!parsed.GetValue(s_print))
            return false;
        var values = Configurable(parsed.CommandResult.Command)
            .ToDictionary(OptionEntries.Key, option => parsed.GetResult(option)?.GetValueOrDefault<object>());
        Console.WriteLine(JsonSerializer.Serialize(values, s_writing));
        return true;
    }

    private static IEnumerable<Option> Configurable(Command command) => command.Options.Where(o => o.Name is not Name && o != s_print);

    private static IEnumerable<KeyValuePair<string, JsonElement>> Entries(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a JSON file with options", "check the path");
        try
        {
            return
            [
                .. JsonDocument
                    .Parse(File.ReadAllText(path), s_reading)
                    .RootElement.EnumerateObject()
                    .Select(p => KeyValuePair.Create(p.Name, p.Value)),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(
                $"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "a JSON object of options",
                "correct it, or begin with what --print-config prints"
            );
        }
    }
}
