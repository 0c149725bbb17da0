using System.Diagnostics;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed partial class SessionsGuideTests
{
    // In a folder that looks like a clone, with the program as it is built.
    [Fact]
    public async Task Commands_OfTheGuide_RunAsWritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "docs", "models" })
            Directory.CreateSymbolicLink(folder[name], Path.Combine(Paths.Repository, name));
        Directory.CreateDirectory(folder["out"]);
        var commands = string.Join('\n', Block().Matches(File.ReadAllText(Path.Combine(Paths.Repository, "docs", "sessions.md"))).Select(m => m.Groups[1].Value))
            .Replace("dotnet run --project src/EmuEdit.Cli -c Release --no-build --", $"dotnet {Paths.Cli}", StringComparison.Ordinal);

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-e", "-u", "-o", "pipefail", "-c", commands])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = await CliProcess.FinishAsync(bash);

        Assert.True(result.Code == 0, $"{result.Code}: {result.Error}\n{result.Output}");
        Assert.Contains("event: finished", result.Output, StringComparison.Ordinal);
        Assert.All(new[] { "night.png", "session.zip", "turn.png", "changes.png" }, file => Assert.True(File.Exists(folder["out/" + file]), file));
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
