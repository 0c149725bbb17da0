using System.CommandLine;

namespace EmuEdit.Trainers;

/// <summary>How arguments are read.</summary>
public static class Arguments
{
    /// <summary>As they stand: one that begins with <c>@</c> is text, such as an instruction, and not a file of more arguments.</summary>
    public static ParserConfiguration AsTheyStand { get; } = new() { ResponseFileTokenReplacer = null };
}
