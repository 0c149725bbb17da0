using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public partial class RepositoryTests
{
    private static readonly string[] Documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];

    [Fact]
    public void Readme_HasTheTwoCommandsThatAreTheWholeSetUp()
    {
        var readme = Read("README.md");
        Assert.Contains("dotnet run --project src/EmuEdit.Cli -c Release -- edit docs/pictures/scene.png", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test EmuEdit.Embedded.slnf -c Release", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test EmuEdit.Embedded.slnf -c Release", Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_EveryLinkToAFile_LeadsSomewhere()
    {
        foreach (var document in Documents.Concat(Directory.GetFiles(Path.Combine(Paths.Repository, "docs"), "*.md", SearchOption.AllDirectories)))
            foreach (Match link in Link().Matches(Read(document)))
            {
                var target = Path.Combine(Paths.Repository, Path.GetDirectoryName(document)!, link.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link.Groups[1].Value}");
            }
    }

    [Fact]
    public void Solution_HoldsEveryProject_AndTheFilterThoseWithoutAzure()
    {
        var (solution, filter) = (Read("EmuEdit.Functions.sln"), Read("EmuEdit.Embedded.slnf"));
        foreach (var project in Projects())
        {
            Assert.Contains(project.Replace('/', '\\'), solution, StringComparison.Ordinal);
            Assert.Equal(!project.StartsWith("functions/", StringComparison.Ordinal), filter.Contains(project.Replace("/", "\\\\"), StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Projects() =>
        // The tools of the Functions worker write one of their own below obj.
        Directory.GetFiles(Paths.Repository, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Paths.Repository, p)).Where(p => !p.Split(Path.DirectorySeparatorChar).Contains("obj"));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Paths.Repository, path));

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();
}
