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
        Assert.Contains(
            "dotnet run --project src/EmuEdit.Cli -c Release -- edit docs/pictures/scene.png",
            readme,
            StringComparison.Ordinal
        );
        Assert.Contains("dotnet test EmuEdit.Embedded.slnf -c Release", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test EmuEdit.Embedded.slnf -c Release", Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_EveryLinkWithinTheRepository_LeadsSomewhere()
    {
        foreach (
            var document in Documents.Concat(
                Directory.GetFiles(Path.Combine(Paths.Repository, "docs"), "*.md", SearchOption.AllDirectories)
            )
        )
            foreach (Match link in Link().Matches(Read(document)))
            {
                var (path, anchor) = (link.Groups[1].Value, link.Groups[2].Value);
                var target = path.Length == 0 ? document : Path.Combine(Paths.Repository, Path.GetDirectoryName(document)!, path);
                Assert.True(path.Length == 0 || File.Exists(target) || Directory.Exists(target), $"{document}: {link.Value}");
                Assert.True(anchor.Length == 0 || Anchors(target).Contains(anchor), $"{document}: {link.Value}");
            }
    }

    [Theory]
    [InlineData("docs")]
    [InlineData("docs/decisions")]
    public void Index_OfDocuments_ListsEveryPage(string folder)
    {
        var index = Read($"{folder}/README.md");
        var pages = Directory.GetFiles(Path.Combine(Paths.Repository, folder), "*.md").Select(path => Path.GetFileName(path));
        Assert.All(pages.Where(page => page != "README.md"), page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Solution_HoldsEveryProject_AndTheFilterThoseWithoutAzure()
    {
        var (solution, filter) = (Read("EmuEdit.Functions.sln"), Read("EmuEdit.Embedded.slnf"));
        foreach (var project in Projects())
        {
            Assert.Contains(project.Replace('/', '\\'), solution, StringComparison.Ordinal);
            Assert.Equal(
                !project.StartsWith("functions/", StringComparison.Ordinal),
                filter.Contains(project.Replace("/", "\\\\"), StringComparison.Ordinal)
            );
        }
    }

    private static IEnumerable<string> Projects() =>
        // The tools of the Functions worker write one of their own below obj.
        Directory
            .GetFiles(Paths.Repository, "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Paths.Repository, p))
            .Where(p => !p.Split(Path.DirectorySeparatorChar).Contains("obj"))
            // It takes the packages that packaging/pack.sh makes of the others.
            .Where(p => Path.GetFileName(p) != "FromPackages.csproj");

    private static string Read(string path) => File.ReadAllText(Path.Combine(Paths.Repository, path));

    // As GitHub makes them of headings.
    private static IEnumerable<string> Anchors(string document) =>
        Heading().Matches(Read(document)).Select(m => NotOfAnchors().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotOfAnchors();
}
