using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Terminal;

/// <summary>Writes warnings and errors to standard error.</summary>
internal static class ErrorLog
{
    public static ILoggerFactory Create() =>
        LoggerFactory.Create(logs =>
            logs.SetMinimumLevel(LogLevel.Warning).AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace)
        );
}
