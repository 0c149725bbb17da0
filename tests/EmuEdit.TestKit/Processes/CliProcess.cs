using System.Diagnostics;

namespace EmuEdit.TestKit;

/// <summary>What a finished command said.</summary>
public sealed record CliResult(int Code, string Output, string Error);

/// <summary>Runs <c>emuedit</c> as a user does: a process, arguments, two streams, an exit code.</summary>
public static class CliProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly Lazy<TemporaryFolder> DataFolders = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    public static Process Start(params IEnumerable<string> arguments)
    {
        // A shell that runs the tests in the background has them, and all they start, ignore Ctrl-C.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), Paths.Cli, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        // Tests run at once and a data folder is for one process: without --data-folder each has its own.
        start.Environment["EMUEDIT_DATA_FOLDER"] = DataFolders.Value[Guid.NewGuid().ToString("N")];
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    public static async Task<CliResult> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    public static async Task<CliResult> FinishAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal, for example INT or TERM.</summary>
    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        kill.WaitForExit();
    }
}
