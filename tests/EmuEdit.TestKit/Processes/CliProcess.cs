using System.Diagnostics;

namespace EmuEdit.TestKit;

/// <summary>Runs <c>emuedit</c> as a user does: a process, arguments, two streams, an exit code.</summary>
public static class CliProcess
{
    public static WatchedProcess Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>The same with more in its environment.</summary>
    public static WatchedProcess Start(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Paths.Cli, .. arguments]) { WorkingDirectory = Path.GetTempPath() };
        // Tests run at once and a data folder is for one process: without --data-folder each has its own.
        UseOwnVariables(start);
        start.Environment["EMUEDIT_DATA_FOLDER"] = TestFolders.New();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>
    /// Takes the variables of the tests themselves out of an environment: <c>serve</c> refuses
    /// those that it does not know.
    /// </summary>
    public static void UseOwnVariables(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("EMUEDIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        // How often a line of progress comes depends on the machine.
        start.Environment["EMUEDIT_PROGRESS"] = "none";
    }

    public static async Task<CliResult> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return await process.Finish();
    }
}
