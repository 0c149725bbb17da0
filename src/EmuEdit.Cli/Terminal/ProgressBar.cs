using Spectre.Console;

namespace EmuEdit.Cli.Terminal;

/// <summary>A progress bar on the error stream. If that is not a terminal, nothing is drawn.</summary>
internal static class ProgressBar
{
    /// <summary>Does work whose progress counts up to <paramref name="total"/>.</summary>
    public static T Run<T>(string label, int total, Func<IProgress<int>, T> work) =>
        Console.IsErrorRedirected ? work(new Sink(_ => { })) : Draw(label, total, work);

    private static T Draw<T>(string label, int total, Func<IProgress<int>, T> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask(Markup.Escape(label), maxValue: total);
                return work(new Sink(done => bar.Value = Math.Max(bar.Value, done)));
            });
    }

    // Progress<T> would post to the thread pool and lag behind.
    private sealed class Sink(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
