using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Terminal;

/// <summary>Says on the error stream, in one line each, what a command waits for: warnings and errors of the work that it has set going. The same line twice in a row is said once.</summary>
internal sealed class WaitingLog : ILogger
{
    private string _last = "";

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var line = formatter(state, exception).ReplaceLineEndings(" ");
        if (Interlocked.Exchange(ref _last, line) != line)
            Console.Error.WriteLine($"waiting: {line} Ctrl-C stops.");
    }
}
