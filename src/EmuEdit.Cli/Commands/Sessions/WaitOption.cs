using System.CommandLine;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--wait</c>: how long to wait for a data folder that another edit uses.</summary>
internal static class WaitOption
{
    private const double Default = 60, Longest = 86400;
    private const string Allowed = "0 to 86400 seconds";

    public static Option<double> Create() =>
        NumberOption.Of(
            "--wait",
            "Seconds to wait while another edit uses the data folder; the command does not wait for a server",
            Allowed,
            Default
        );

    /// <summary>Returns the given time.</summary>
    /// <exception cref="InvalidInputException">The time is out of its range.</exception>
    public static TimeSpan Read(ParseResult parsed, Option<double> option) => parsed.GetValue(option) is >= 0 and <= Longest and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidInputException($"--wait {parsed.GetValue(option)}", Allowed);
}
