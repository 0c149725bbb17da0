using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>
/// What follows a deployment, in a small repository: what is built is what is deployed. <c>az</c>
/// has the built tags in a file, and <c>azd</c> what it was asked.
/// </summary>
public sealed class ProvisionScriptTests
{
    private const string Az = """
        case "$1 $2" in
            "acr repository") cat "$BUILT" 2> /dev/null || exit 3;;
            "acr build") while [ $# -gt 0 ]; do [ "$1" = --image ] && echo "${2#emuedit:}" >> "$BUILT"; shift; done;;
        esac
        """;

    private const string Azd = """
        echo "$*${EMUEDIT_BUILT_TAG:+ ($EMUEDIT_BUILT_TAG, $EMUEDIT_IMAGE_TAG)}" >> "$ASKED"
        """;

    public static TheoryData<string> Shells => ["bash", "pwsh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public void Provision_OfACommit_DeploysTheTagThatItBuilt(string shell)
    {
        using var scripts = Repository(shell);
        Assert.Equal(0, Provision(scripts).Exit);
        var commit = Commit(scripts);
        Assert.Equal([$"{commit}-cpu", $"{commit}-gpu"], File.ReadAllLines(scripts["built"]));
        Assert.Equal(
            [$"env set EMUEDIT_IMAGE_TAG {commit}", $"provision --no-prompt ({commit}, {commit})"],
            File.ReadAllLines(scripts["asked"])
        );
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Provision_OfWhatIsDeployed_BuildsAndDeploysNothing(string shell)
    {
        using var scripts = Repository(shell);
        Provision(scripts);
        File.Delete(scripts["asked"]);
        var again = Provision(scripts, ("EMUEDIT_DEPLOYED_TAG", Commit(scripts)));
        Assert.Equal((0, $"emuedit:{Commit(scripts)}-cpu is there\nemuedit:{Commit(scripts)}-gpu is there\n"), again);
        Assert.Equal([$"env set EMUEDIT_IMAGE_TAG {Commit(scripts)}"], File.ReadAllLines(scripts["asked"]));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Provision_WithinTheSecondDeployment_KeepsTheTagAndNeverBeginsAThird(string shell)
    {
        using var scripts = Repository(shell);
        Write(scripts, "src/late.cs", "written while the images were built");
        Assert.Equal(0, Provision(scripts, ("EMUEDIT_BUILT_TAG", "one"), ("EMUEDIT_DEPLOYED_TAG", "one")).Exit);
        Assert.Equal(1, Provision(scripts, ("EMUEDIT_BUILT_TAG", "one"), ("EMUEDIT_DEPLOYED_TAG", "another")).Exit);
        Assert.DoesNotContain("provision", File.ReadAllText(scripts["asked"]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Tag_OfFilesThatAreNotInTheCommit_SaysWhichContent(string shell)
    {
        using var scripts = Repository(shell);
        var commit = Commit(scripts);
        Assert.Equal(commit, Tag(scripts));
        Write(scripts, "src/new.cs", "one");
        var untracked = Tag(scripts);
        Assert.Matches($"^{commit}-[0-9a-f]{{12}}$", untracked);
        Assert.Equal(untracked, Tag(scripts));
        Write(scripts, "src/new.cs", "two");
        Assert.NotEqual(untracked, Tag(scripts));
        File.Delete(scripts["clone/src/new.cs"]);
        Write(scripts, "host.json", "changed");
        Assert.Matches($"^{commit}-[0-9a-f]{{12}}$", Tag(scripts));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Tag_OfFilesThatNoImageHas_IsTheCommit(string shell)
    {
        using var scripts = Repository(shell);
        Write(scripts, "notes.txt", "not in any image");
        Write(scripts, "src/bin/left.dll", "ignored");
        Git(scripts, "add", "notes.txt");
        Assert.Equal(Commit(scripts), Tag(scripts));
        Assert.Equal("A  notes.txt\n", Git(scripts, "status", "--short"));
    }

    [Fact]
    public void Tag_CoversAllThatTheImagesAreMadeFrom()
    {
        var copied = File.ReadLines(Path.Combine(Paths.Repository, "infra", "Dockerfile"))
            .Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal));
        var allowed = File.ReadLines(Path.Combine(Paths.Repository, ".dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..]);
        Assert.Equal(allowed.Order(StringComparer.Ordinal), copied.SelectMany(l => l.Split(' ')[1..^1]).Order(StringComparer.Ordinal));
    }

    private static Scripts Repository(string shell)
    {
        var scripts = new Scripts(shell);
        scripts.StandIn("az", Az);
        scripts.StandIn("azd", Azd);
        foreach (var file in Bicep.FilesIn("infra").Append(".dockerignore"))
            Write(scripts, file, File.ReadAllText(Path.Combine(Paths.Repository, file)));
        foreach (
            var file in new[]
            {
                "global.json",
                "Directory.Build.props",
                "Directory.Packages.props",
                ".editorconfig",
                "host.json",
                "src/code.cs",
                "functions/code.cs",
            }
        )
            Write(scripts, file, file);
        Write(scripts, ".gitignore", "bin/");
        foreach (var command in new[] { "init -q", "add -A", "-c user.name=t -c user.email=t@example.com commit -qm one" })
            Git(scripts, command.Split(' '));
        return scripts;
    }

    private static (int Exit, string Output) Provision(Scripts scripts, params (string Name, string Value)[] environment) =>
        scripts.Run(
            scripts["clone"],
            "after-provision",
            [],
            [
                ("BUILT", scripts["built"]),
                ("ASKED", scripts["asked"]),
                ("AZURE_STORAGE_ACCOUNT_NAME", "account"),
                ("AZURE_CONTAINER_REGISTRY_NAME", "registry"),
                .. environment,
            ]
        );

    private static string Tag(Scripts scripts) => scripts.Run(scripts["clone"], "image-tag", []).Output.Trim();

    private static string Commit(Scripts scripts) => Git(scripts, "rev-parse", "--short=12", "HEAD").Trim();

    private static string Git(Scripts scripts, params string[] arguments) =>
        scripts.Start("git", ["-C", scripts["clone"], .. arguments]).Output;

    private static void Write(Scripts scripts, string file, string text)
    {
        var path = scripts[Path.Combine("clone", file)];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows() && file.EndsWith(".sh", StringComparison.Ordinal))
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
    }
}
