using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// Runs command lines of <c>emuedit</c> in the tests' own process, which has .NET, ONNX Runtime and
/// libtorch loaded already. What a process adds (its start, its streams, signals, being killed) is
/// tested with <see cref="CliProcess"/>.
/// </summary>
internal static class InProcess
{
    /// <summary>Of the classes that do little else: they take turns, which no test then waits for.</summary>
    public const string Collection = "in process";

    // The console and torch's random numbers are the process's.
    private static readonly SemaphoreSlim One = new(1);

    public static Task<CliResult> RunAsync(params IEnumerable<string> arguments) => AloneAsync(() => CommandLine.RunAsync([.. arguments]));

    /// <summary>Runs other work that takes a turn.</summary>
    public static Task AloneAsync(Action work) => AloneAsync(() =>
    {
        work();
        return Task.FromResult(0);
    });

    private static async Task<CliResult> AloneAsync(Func<Task<int>> work)
    {
        await One.WaitAsync(TestContext.Current.CancellationToken);
        var (output, error) = (Console.Out, Console.Error);
        try
        {
            using var said = new StringWriter();
            using var complained = new StringWriter();
            Console.SetOut(said);
            Console.SetError(complained);
            Environment.SetEnvironmentVariable("EMUEDIT_DATA_FOLDER", TestFolders.New());
            Environment.SetEnvironmentVariable("EMUEDIT_PROGRESS", "none");
            var code = await Task.Run(work);
            return new(code, said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            One.Release();
        }
    }
}
