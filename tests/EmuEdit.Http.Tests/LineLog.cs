using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http.Tests;

/// <summary>Keeps the lines that are logged, by category.</summary>
internal sealed class LineLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = [];

    public IReadOnlyList<string> Of(string category) => [.. _lines.Where(l => l.Category == category).Select(l => l.Line)];

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, _lines);

    public void Dispose() { }

    private sealed class Category(string name, ConcurrentQueue<(string Category, string Line)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue((name, formatter(state, exception)));
    }
}
