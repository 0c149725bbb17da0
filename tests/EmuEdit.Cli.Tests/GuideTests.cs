using System.Diagnostics;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed partial class GuideTests : IDisposable
{
    // Where a command fails, the server would go on, and whoever reads its streams would wait for it.
    private const string NoServerStays = "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_OfTheGuideOfSessions_RunAsWritten()
    {
        var output = await Run(Read(Path.Combine("docs", "sessions.md")), atTheEnd: "wait $!");
        Assert.Contains("event: finished", output, StringComparison.Ordinal);
        Assert.All(
            new[] { "night.png", "session.zip", "turn.png", "changes.png" },
            file => Assert.True(File.Exists(_folder["out/" + file]), file)
        );
    }

    [Fact]
    public async Task Commands_OfTheGuideOfTasks_RunAsWritten()
    {
        LongChecks.SkipUnlessAsked();
        // As written but for the time that learning takes, which grows with the pairs.
        var guide = Read(Path.Combine("docs", "tasks.md"));
        var output = await Run(
            guide
                .Replace("--run out/inversion", "--run out/inversion --steps 3", StringComparison.Ordinal)
                .Replace("steps=20", "steps=2", StringComparison.Ordinal)
                .Replace("--count 16", "--count 4", StringComparison.Ordinal),
            atTheEnd: "wait $!"
        );
        Assert.Contains("wash the colors away; task: grey-but (100 %)", output, StringComparison.Ordinal);
        Assert.Contains("imported 'grey-but'", output, StringComparison.Ordinal);
        Assert.All(
            new[] { "grey.png", "washed.png", "samples.png", "selective-color.safetensors" },
            file => Assert.True(File.Exists(_folder["out/" + file]), file)
        );
    }

    [Fact]
    public async Task Commands_OfTheReadmesSectionOnTheServer_RunAsWritten()
    {
        var section = Section().Match(Read("README.md")).Groups[1].Value;
        // Its server is left running for the reader, and ended here; it must have answered, and end without an error.
        var output = await Run(section, atTheEnd: "kill $!; wait $!");
        Assert.Matches("(?m)^Location: /api/sessions/[0-9a-f]{32}", output);
        Assert.Equal("PNG"u8, File.ReadAllBytes(_folder["out.png"]).AsSpan(1, 3));
    }

    // In a folder that looks like a clone, with the program as it is built.
    private async Task<string> Run(string document, string atTheEnd)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        foreach (var name in new[] { "docs", "models" })
            Directory.CreateSymbolicLink(_folder[name], Path.Combine(Paths.Repository, name));
        Directory.CreateDirectory(_folder["out"]);
        var commands = BuiltProgram()
            .Replace(string.Join('\n', Block().Matches(document).Select(m => m.Groups[1].Value)), $"dotnet {Paths.Cli}");
        Assert.NotEqual("", commands);

        var start = new ProcessStartInfo("bash", ["-e", "-u", "-o", "pipefail", "-c", $"{NoServerStays}\n{commands}\n{atTheEnd}"])
        {
            WorkingDirectory = _folder.Path,
        };
        CliProcess.UseOwnVariables(start);
        start.Environment["EMUEDIT_DATA_FOLDER"] = _folder["data"];
        using var bash = new WatchedProcess(start);
        var result = await bash.Finish();

        Assert.True(result.Code == 0, $"{result.Code}: {result.Error}\n{result.Output}");
        return result.Output;
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Paths.Repository, path));

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^## As a server\n(.*?)^## ", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("dotnet run --project src/EmuEdit.Cli -c Release (--no-build )?--")]
    private static partial Regex BuiltProgram();
}
