using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Http;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Commands;

/// <summary>The options that say what a server logs.</summary>
internal static class LogOptions
{
    private const string Allowed = "trace, debug, information, warning, error, critical or none";

    private static readonly Option<string> Level = new("--log-level")
    {
        Description = $"Lowest level that is logged ({Allowed}); information has one line per request",
        HelpName = "level",
        DefaultValueFactory = _ => "warning",
    };
    private static readonly Option<bool> Json = new("--log-json") { Description = "Log JSON, one object per line" };

    public static IReadOnlyList<Option> All { get; } = [Level, Json];

    /// <exception cref="InvalidInputException">The level does not exist.</exception>
    public static LogSettings Read(ParseResult parsed)
    {
        var given = parsed.GetRequiredValue(Level);
        return Enum.TryParse<LogLevel>(given, ignoreCase: true, out var level) && !char.IsDigit(given[0])
            ? new() { Level = level, Json = parsed.GetValue(Json) }
            : throw new InvalidInputException($"--log-level {given}", Allowed);
    }
}
