using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>The graph of projects: arrows point downwards, and CONTRIBUTING.md draws it. To draw it anew, set EMUEDIT_WRITE=1.</summary>
public partial class ProjectGraphTests
{
    // From the bottom upwards. A project refers to projects of lower levels, and to those before it on its own.
    private static readonly string[][] Levels =
    [
        ["Core"],
        ["Imaging", "Diffusion", "Storage", "Orchestration", "World"],
        ["Networks", "Onnx", "Dataset"],
        ["Editing", "Instructions", "Pairs", "Filters", "Sessions"],
        ["Learning", "Training", "Factory"],
        ["Trainers", "Evaluation"],
        ["Http", "Durable"],
        ["Cli", "Functions"],
    ];

    private static List<string> Order => [.. Levels.SelectMany(level => level)];

    [Fact]
    public void Projects_AllHaveALevel() => Assert.Equal(Order.Order(), Projects().Keys.Order());

    [Fact]
    public void References_PointDownwards() =>
        Assert.All(References(), r => Assert.True(Order.IndexOf(r.To) < Order.IndexOf(r.From), $"{r.From} -> {r.To} points upwards"));

    [Fact]
    public void Internals_AreSharedWithTestsAlone() =>
        Assert.Empty(
            Projects()
                .SelectMany(
                    p => Included(p.Value, "InternalsVisibleTo").Where(to => !IsOfTests(to)).Select(to => $"{p.Key} -> {Short(to)}")
                )
        );

    [Fact]
    public void Drawing_InContributing_IsTheGraph()
    {
        var (path, drawing) = (Path.Combine(Paths.Repository, "CONTRIBUTING.md"), Drawing());
        var text = File.ReadAllText(path);
        var (first, last) = (
            text.IndexOf("```mermaid", StringComparison.Ordinal),
            text.IndexOf("```\n", text.IndexOf("```mermaid", StringComparison.Ordinal) + 10, StringComparison.Ordinal) + 4
        );
        if (Environment.GetEnvironmentVariable("EMUEDIT_WRITE") == "1")
            File.WriteAllText(path, text[..first] + drawing + text[last..]);
        else
            Assert.Equal(drawing, text[first..last]);
    }

    [Fact]
    public void Types_OfTwoProjects_HaveDifferentNames()
    {
        var types = new[] { "src", "functions" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Paths.Repository, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Paths.Repository, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains(".Tests/", StringComparison.Ordinal))
            .SelectMany(path =>
                TypeDeclaration()
                    .Matches(File.ReadAllText(Path.Combine(Paths.Repository, path)))
                    .Select(m => (Name: m.Groups[1].Value, Project: path.Split('/')[1]))
            );
        Assert.Empty(types.Distinct().CountBy(t => t.Name).Where(t => t.Value > 1).Select(t => t.Key));
    }

    [GeneratedRegex(@"^(?:public|internal) (?:\w+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    // What follows from another reference is left out, so that the drawing can be read.
    private static string Drawing()
    {
        var references = References().ToLookup(r => r.From, r => r.To);
        var text = new StringBuilder("```mermaid\ngraph BT\n");
        foreach (var (from, to) in Order.SelectMany(from => references[from].Order().Select(to => (from, to))))
            if (!references[from].Where(other => other != to).Any(other => Reaches(other, to)))
                text.Append($"    {to} --> {from}\n");
        return text.Append("```\n").ToString();

        bool Reaches(string from, string to) => references[from].Any(next => next == to || Reaches(next, to));
    }

    private static List<(string From, string To)> References() =>
        [
            .. Projects()
                .SelectMany(p =>
                    Included(p.Value, "ProjectReference")
                        .Select(to => (p.Key, Short(Path.GetFileNameWithoutExtension(to.Replace('\\', '/')))))
                ),
        ];

    private static Dictionary<string, XDocument> Projects() =>
        new[] { "src", "functions" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Paths.Repository, folder), "*.csproj", SearchOption.AllDirectories))
            .Where(path =>
                !path.EndsWith(".Tests.csproj", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .ToDictionary(path => Short(Path.GetFileNameWithoutExtension(path)), path => XDocument.Load(path));

    private static IEnumerable<string> Included(XDocument project, string item) =>
        project.Descendants(item).Select(i => i.Attribute("Include")!.Value);

    private static bool IsOfTests(string project) =>
        project.EndsWith(".Tests", StringComparison.Ordinal) || project is "EmuEdit.TestKit" or "EmuEdit.Benchmarks";

    private static string Short(string project) => project["EmuEdit.".Length..];
}
