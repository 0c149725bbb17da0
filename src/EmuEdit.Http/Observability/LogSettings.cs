using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EmuEdit.Http;

/// <summary>What a server logs, and how. Logs go to standard error.</summary>
public sealed record LogSettings
{
    /// <summary>
    /// The lowest level that is logged. Default <see cref="LogLevel.Warning"/>. With <see cref="LogLevel.Information"/> there is one line
    /// per request. .NET's <c>Logging__LogLevel__CATEGORY</c> in the environment overrides it for a category.
    /// </summary>
    public LogLevel Level { get; init; } = LogLevel.Warning;

    /// <summary>Whether each entry is a JSON object on one line. Default false: a line of text.</summary>
    public bool Json { get; init; }

    internal void Apply(ILoggingBuilder logs)
    {
        // Below a warning, ASP.NET repeats what the request log has.
        logs.SetMinimumLevel(Level).AddFilter("Microsoft", Level < LogLevel.Warning && Level > LogLevel.Debug ? LogLevel.Warning : Level);
        // An address that is in use is reported by whoever starts the server.
        logs.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logs.AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        if (Json)
            logs.AddJsonConsole(c => (c.UseUtcTimestamp, c.TimestampFormat) = (true, "O"));
        else
            logs.AddSimpleConsole(c => (c.SingleLine, c.UseUtcTimestamp, c.TimestampFormat, c.ColorBehavior) =
                (true, true, "yyyy-MM-ddTHH:mm:ssZ ", LoggerColorBehavior.Disabled));
    }
}
