using System.CommandLine;
using System.Text.Json;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using Microsoft.Extensions.Configuration;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// The options of <c>serve</c> from three sources: the command line, the environment (<c>EMUEDIT_PATH_BASE</c> is <c>--path-base</c>) and a
/// JSON file. The command line wins over the environment, and the environment over the file. Values become arguments, so that the same
/// code validates them.
/// </summary>
internal static class ServeConfiguration
{
    private const string Prefix = "EMUEDIT_", DefaultFile = "emuedit.json";

    /// <summary>Variables that other commands or this class read.</summary>
    private static readonly string[] s_others = ["CONFIG", "LLM_KEY", ProgressDisplay.Variable[Prefix.Length..]];

    private static readonly Option<string?> s_file = new("--config")
    {
        Description = $"JSON file with these options, for example \"path_base\": \"/emu\"; default {DefaultFile} here, if it exists",
        HelpName = "file",
    };
    private static readonly Option<bool> s_print = new("--print-config")
    {
        Description = "Print the options in effect and where each comes from, and do nothing else",
    };

    // Carries the sources from Expand to Print.
    private static readonly Option<string[]> s_sources = new("--source-of") { Hidden = true };

    /// <summary>Adds <c>--config</c> and <c>--print-config</c> to the command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { s_file, s_print, s_sources })
            command.Add(option);
    }

    /// <summary>Returns the arguments, and those of the environment and the file.</summary>
    /// <param name="parsed">The parsed arguments. Parse errors are ignored.</param>
    /// <param name="args">The same arguments, unparsed.</param>
    /// <exception cref="InvalidInputException">
    /// The file does not exist or cannot be read, or a name or a value in it or in the environment is not an option's.
    /// </exception>
    public static string[] Expand(ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        var file = FileOf(parsed);
        var configuration = Read(file, environment: true);
        RequireKnown(command, file);
        var added = new List<string>();
        foreach (var option in Configurable(command).Where(o => parsed.GetResult(o) is null or { Implicit: true }))
            if (configuration.GetSection(OptionEntries.Key(option)) is var entry && Values(option, entry) is { Count: > 0 } values)
            {
                var source = SourceOf(configuration, entry, file);
                string[] given = [.. values.Select(v => $"{option.Name}={v}")];
                if (command.Parse(given, Arguments.AsTheyStand).Errors is [var error, ..])
                    throw Refusal(source, error.Message);
                added.AddRange([.. given, $"{s_sources.Name}={option.Name}={source}"]);
            }
        return [.. args, .. added];
    }

    /// <summary>Prints the options in effect if the arguments request it. Values that may contain a key are hidden.</summary>
    /// <returns>Whether they were printed.</returns>
    public static bool Print(ParseResult parsed)
    {
        if (!parsed.GetValue(s_print))
            return false;
        var sources = (parsed.GetValue(s_sources) ?? []).Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        var options = Configurable(parsed.CommandResult.Command).ToList();
        Console.WriteLine("{");
        foreach (var option in options)
        {
            var value = parsed.GetResult(option)?.GetValueOrDefault<object>();
            var source = sources.GetValueOrDefault(option.Name)
                ?? (parsed.GetResult(option) is { Implicit: false } ? "command line" : "default");
            var (shown, note) = IsSecret(option, value) ? ("********", ", hidden: it may contain a key") : (value, "");
            Console.WriteLine($"  \"{OptionEntries.Key(option)}\": {JsonSerializer.Serialize(shown)}, // {source}{note}");
        }
        Console.WriteLine("}");
        return true;
    }

    // An option's own message may say what is allowed.
    private static InvalidInputException Refusal(string source, string message) =>
        message.TrimEnd('.').Split("; allowed: ", 2) is [var given, var allowed]
            ? new($"{source}: {given}", allowed)
            : new($"{source}: {message.TrimEnd('.')}", "a value of this option");

    private static IEnumerable<Option> Configurable(Command command) =>
        command.Options.Where(o => o is not System.CommandLine.Help.HelpOption && o != s_file && o != s_print && o != s_sources);

    private static string? FileOf(ParseResult parsed)
    {
        var named =
            parsed.GetResult(s_file)?.Tokens is [{ Value: var path }] ? path : Environment.GetEnvironmentVariable(Prefix + "CONFIG");
        if (string.IsNullOrEmpty(named))
            return File.Exists(DefaultFile) ? DefaultFile : null;
        return File.Exists(named)
            ? named
            : throw new InvalidInputException($"no file {named}", "a JSON file with options of 'emuedit serve'", "check the path");
    }

    private static IConfigurationRoot Read(string? file, bool environment)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file));
        try
        {
            return (environment ? builder.AddEnvironmentVariables(Prefix) : builder).Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new InvalidInputException(
                $"{file} cannot be read ({e.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "a JSON object of options",
                "correct it, or begin with what --print-config prints"
            );
        }
    }

    // A typing error would leave a default in force.
    private static void RequireKnown(Command command, string? file)
    {
        var keys = Configurable(command).Select(OptionEntries.Key).ToList();
        var allowed = string.Join(", ", keys);
        foreach (var entry in Read(file, environment: false).GetChildren().Where(e => !Has(keys, e.Key)))
            throw new InvalidInputException($"'{entry.Key}' in {file}", allowed);
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !Has([.. keys, .. s_others], name[Prefix.Length..]))
                throw new InvalidInputException(
                    $"the variable {name}",
                    string.Join(", ", keys.Select(k => Prefix + k.ToUpperInvariant())),
                    "correct its name, or remove it from the environment"
                );
    }

    private static bool Has(IEnumerable<string> keys, string key) => keys.Contains(key, StringComparer.OrdinalIgnoreCase);

    // In a variable, the values of a list are separated by spaces.
    private static List<string> Values(Option option, IConfigurationSection entry)
    {
        if (entry.Value is not { } value)
            return [.. entry.GetChildren().Select(c => c.Value).OfType<string>()];
        if (value.Length == 0)
            return [];
        return option.ValueType == typeof(string[]) ? [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
            : option.ValueType == typeof(bool) ? [value.ToLowerInvariant()]
            : [value];
    }

    private static string SourceOf(IConfigurationRoot configuration, IConfigurationSection entry, string? file) =>
        configuration.Providers.Last().TryGet(entry.Path, out _) ? Prefix + entry.Key.ToUpperInvariant() : file!;

    // A connection string contains a key, and the query of an address a signature.
    private static bool IsSecret(Option option, object? value) =>
        option.Name is "--blobs" or "--batches"
        && value is string text
        && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", Query: "", UserInfo: "" });
}
