using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>No line of code is longer than what fits beside another window.</summary>
public class SourceLineTests
{
    private const int MostCharacters = 140, MostLines = 250;

    // Files with longer lines, and why.
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["src/EmuEdit.Instructions/Agents/AgentTexts.cs"] = "a line of the prompt is a line here, and recorded replies belong to its bytes",
    };

    [Fact]
    public void Lines_OfCode_AreNotTooLong() =>
        Assert.Empty(
            Files()
                .Where(file => !Exempt.ContainsKey(file))
                .SelectMany(file =>
                    File.ReadLines(Path.Combine(Paths.Repository, file))
                        .Index()
                        .Where(line => line.Item.Length > MostCharacters)
                        .Select(line => $"{file}:{line.Index + 1} has {line.Item.Length} characters")
                )
        );

    [Fact]
    public void Files_OfCode_AreNotTooLong() =>
        Assert.DoesNotContain(Files(), file => File.ReadLines(Path.Combine(Paths.Repository, file)).Count() > MostLines);

    [Fact]
    public void Exemptions_AreNeeded() =>
        Assert.All(
            Exempt.Keys,
            file => Assert.Contains(File.ReadLines(Path.Combine(Paths.Repository, file)), line => line.Length > MostCharacters)
        );

    private static IEnumerable<string> Files() =>
        new[] { "src", "functions", "tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Paths.Repository, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Paths.Repository, path).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
