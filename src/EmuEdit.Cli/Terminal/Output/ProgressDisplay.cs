using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmuEdit.Cli.Terminal;

/// <summary>
/// Shows the progress of work on the error stream: a bar in a terminal, otherwise a line every few seconds; in JSON an object on standard
/// output; with <c>--quiet</c> nothing. Work inside other work reports to the display of the outer one.
/// </summary>
internal static class ProgressDisplay
{
    // The first line comes soon; long work is not to fill a log.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(4), Often = TimeSpan.FromSeconds(5), Seldom = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OftenFor = TimeSpan.FromMinutes(1), Redraw = TimeSpan.FromMilliseconds(200);

    /// <summary>Name of the variable that is <c>none</c> where no progress is wanted, for example in the log of a build.</summary>
    public const string Variable = "EMUEDIT_PROGRESS";

    private static Reporter? s_current;
    private static IAnsiConsole? s_terminal;

    private static bool IsOff => Environment.GetEnvironmentVariable(Variable) is "none";

    /// <summary>Does work whose progress counts up to a total.</summary>
    public static T Run<T>(string stage, int total, Func<IProgress<int>, T> work, string unit = "samples") =>
        RunAsync(progress => Task.FromResult(work(new Count(done => progress.Report(new(stage, done, total, unit))))))
            .GetAwaiter()
            .GetResult();

    /// <summary>Does work.</summary>
    public static async Task<T> RunAsync<T>(Func<IProgress<WorkProgress>, Task<T>> work)
    {
        if (s_current is { } outer)
            return await work(outer);
        var reporter = s_current = new Reporter();
        try
        {
            return CommandOutput.Mode is OutputMode.Text && !Console.IsErrorRedirected && !IsOff
                ? await BarAsync(reporter, work)
                : await LinesAsync(reporter, work);
        }
        finally
        {
            s_current = null;
        }
    }

    /// <summary>Reports to the display, if one is shown.</summary>
    public static void Report(WorkProgress progress) => s_current?.Report(progress);

    /// <summary>Names what is being done, where nothing is counted.</summary>
    public static void Stage(string stage) => Report(new(stage));

    /// <summary>Writes a line above the bar.</summary>
    /// <returns>False if no bar is shown.</returns>
    public static bool WriteAbove(string line)
    {
        if (s_terminal is not { } terminal)
            return false;
        terminal.WriteLine(line);
        return true;
    }

    private static async Task<T> BarAsync<T>(Reporter reporter, Func<IProgress<WorkProgress>, Task<T>> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        using var undisturbed = new UndisturbedBar(terminal);
        return await terminal.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new FactsColumn(reporter)
            )
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting");
                // Work that does not await anything would keep the bar from being drawn.
                var ended = Task.Run(() => work(reporter));
                while (await Task.WhenAny(ended, Task.Delay(Redraw)) != ended)
                {
                    var now = reporter.Meter.Latest;
                    bar.Description = Markup.Escape(now.Stage);
                    bar.IsIndeterminate = now.Total <= 0;
                    // A full bar would end the display.
                    bar.Value = Math.Min(100 * now.Share, 99.9);
                }
                return await ended;
            });
    }

    private static async Task<T> LinesAsync<T>(Reporter reporter, Func<IProgress<WorkProgress>, Task<T>> work)
    {
        using var end = new CancellationTokenSource();
        var lines = CommandOutput.Mode is OutputMode.Quiet || IsOff ? Task.CompletedTask : WriteLinesAsync(reporter.Meter, end.Token);
        try
        {
            return await work(reporter);
        }
        finally
        {
            await end.CancelAsync();
            await lines;
        }
    }

    private static async Task WriteLinesAsync(ProgressMeter meter, CancellationToken end)
    {
        var pause = First;
        for (var shown = TimeSpan.Zero; ; shown += pause, pause = shown < OftenFor ? Often : Seldom)
        {
            await Task.Delay(pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
                return;
            var now = meter.Latest;
            if (CommandOutput.Mode is OutputMode.Json)
                CommandOutput.Json("progress", now with { Done = Math.Floor(now.Done) });
            else
                Console.Error.WriteLine(ProgressText.Line(now));
        }
    }

    private sealed class Reporter : IProgress<WorkProgress>
    {
        public ProgressMeter Meter { get; } = new(TimeProvider.System);

        public void Report(WorkProgress value) => Meter.Report(value);
    }

    // Progress<T> would post to the thread pool and lag behind.
    private sealed class Count(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }

    private sealed class FactsColumn(Reporter reporter) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(ProgressText.BesideBar(reporter.Meter.Latest)).Overflow(Overflow.Ellipsis);
    }

    // While a bar is shown, what is written beside it would disturb it: errors appear above it, the result follows at the end.
    private sealed class UndisturbedBar : IDisposable
    {
        private readonly TextWriter _out = Console.Out, _error = Console.Error;
        private readonly StringWriter _result = new();

        public UndisturbedBar(IAnsiConsole terminal)
        {
            s_terminal = terminal;
            Console.SetError(new LineWriter(terminal.WriteLine));
            if (!Console.IsOutputRedirected)
                Console.SetOut(_result);
        }

        public void Dispose()
        {
            Console.Error.Flush();
            s_terminal = null;
            Console.SetError(_error);
            Console.SetOut(_out);
            _out.Write(_result);
        }
    }
}
