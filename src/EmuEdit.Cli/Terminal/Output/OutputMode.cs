using System.CommandLine;

namespace EmuEdit.Cli.Terminal;

/// <summary>What a command writes.</summary>
internal enum OutputMode
{
    /// <summary>Text, and its progress: a bar in a terminal, otherwise lines.</summary>
    Text,

    /// <summary>Errors and the result only.</summary>
    Quiet,

    /// <summary>One JSON object per line on standard output.</summary>
    Json,
}

/// <summary>The options <c>--quiet</c> and <c>--json</c> of the commands that run for long.</summary>
internal static class OutputOptions
{
    private const string QuietName = "--quiet", JsonName = "--json";

    /// <summary>Adds the options. A command that has a <c>--json</c> of its own keeps it, see <see cref="JsonFile"/>.</summary>
    public static void AddTo(Command command)
    {
        command.Add(new Option<bool>(QuietName) { Description = "Write errors and the result only" });
        if (command.Options.All(o => o.Name != JsonName))
            command.Add(new Option<bool>(JsonName) { Description = "Write progress and result as one JSON object per line" });
    }

    /// <summary>Creates a <c>--json</c> that also takes a file.</summary>
    /// <param name="withFile">What the command does with the file.</param>
    public static Option<string?> JsonFile(string withFile) =>
        new(JsonName)
        {
            Description = $"{withFile}; without a file, write progress and result as one JSON object per line",
            HelpName = "file",
            Arity = ArgumentArity.ZeroOrOne,
        };

    /// <summary>Returns the mode that the arguments ask for.</summary>
    /// <exception cref="Core.InvalidInputException">They ask for two.</exception>
    public static OutputMode Read(ParseResult parsed)
    {
        var (quiet, json) = (Has(QuietName), Has(JsonName));
        if (quiet && json)
            throw new Core.InvalidInputException("--quiet with --json", "one of them");
        return quiet ? OutputMode.Quiet : json ? OutputMode.Json : OutputMode.Text;

        bool Has(string name) =>
            parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == name) is { } option
            && parsed.GetResult(option) is { Implicit: false } result
            && result.Tokens is [] or [{ Value: "true" }];
    }
}
