using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// Prints what a command waits for on the error stream, one line per warning or error of its work. The same line is printed again only
/// after a minute.
/// </summary>
internal sealed class WaitingLog : ILogger
{
    private static readonly TimeSpan SaidAgainAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _said = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        var line = formatter(state, exception).ReplaceLineEndings(" ");
        if (_said.TryGetValue(line, out var last) && Stopwatch.GetElapsedTime(last) < SaidAgainAfter)
            return;
        _said[line] = Stopwatch.GetTimestamp();
        CommandOutput.Warn($"waiting: {line} Ctrl-C stops.");
    }
}
