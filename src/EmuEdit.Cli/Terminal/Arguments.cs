using System.CommandLine;

namespace EmuEdit.Cli.Terminal;

/// <summary>Configuration of argument parsing.</summary>
internal static class Arguments
{
    /// <summary>
    /// Reads arguments literally: one that begins with <c>@</c> is text, such as an instruction, and not a file with more arguments.
    /// </summary>
    public static ParserConfiguration AsTheyStand { get; } = new() { ResponseFileTokenReplacer = null };
}
