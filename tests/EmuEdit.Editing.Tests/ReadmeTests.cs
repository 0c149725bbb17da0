using System.Diagnostics;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>The program that README.md shows is the one of samples/FirstEdit, and it runs.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Program_OfTheReadme_IsTheSample()
    {
        var shown = Assert.Single(CSharp().Matches(Read("README.md"))).Groups[1].Value;
        Assert.Equal(Read(Path.Combine("samples", "FirstEdit", "Program.cs")), shown);
    }

    [Fact]
    public async Task Program_OfTheReadme_EditsInTwoTurns()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs symbolic links");
        // A folder that looks like a clone, so that the program writes into no clone.
        foreach (var name in new[] { "docs", "models" })
            Directory.CreateSymbolicLink(_folder[name], Path.Combine(Paths.Repository, name));

        using var program = new WatchedProcess(new ProcessStartInfo("dotnet", [Paths.FirstEdit]) { WorkingDirectory = _folder.Path });
        var result = await program.Finish();

        Assert.True(result.Code == 0, $"{result.Code}: {result.Error}\n{result.Output}");
        var turns = result.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(turns,
            turn => Assert.Matches(@"^remove the red sphere: task remove, [1-9]\d* pixels changed$", turn),
            turn => Assert.Matches(@"^make it night: task global, [1-9]\d* pixels changed$", turn));
        Assert.Equal("PNG"u8, File.ReadAllBytes(_folder["out.png"]).AsSpan(1, 3));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Paths.Repository, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
