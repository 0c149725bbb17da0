namespace EmuEdit.Cli;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Success = 0, Failure = 1, BadInput = 2, Interrupted = 130;
}
