using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>
/// The compiler of the templates: the real one, from its package. It works on a copy of them,
/// because it writes beside what it reads.
/// </summary>
internal sealed class Bicep : IDisposable
{
    private static readonly string? Program = typeof(Bicep)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Bicep")
        .Value
        is { Length: > 0 } path
        ? path.Replace('\\', '/')
        : null;

    private readonly TemporaryFolder _copy = new();

    public Bicep()
    {
        Assert.SkipWhen(Program is null, "needs the Bicep compiler, whose package is for Linux on x64");
        string[] files = ["bicepconfig.json", .. FilesIn("bicep"), .. FilesIn(Path.Combine("infra", "parameters"))];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_copy[file])!);
            File.Copy(Path.Combine(Paths.Repository, file), _copy[file]);
        }
    }

    /// <summary>A file of the copy.</summary>
    public string this[string file] => _copy[file];

    public void Dispose() => _copy.Dispose();

    /// <summary>The names of a folder's files in the repository.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        Directory
            .GetFiles(Path.Combine(Paths.Repository, folder), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Paths.Repository, f));

    /// <summary>Runs it where the copy is; it must succeed and have nothing to say.</summary>
    public async Task Run(string[] arguments, params (string Name, string Value)[] environment) =>
        Assert.Equal(
            (0, "", ""),
            await Say(arguments, environment) is var said ? (said.Code, said.Output.Trim(), said.Error.Trim()) : default
        );

    /// <summary>What it says of a parameter file that cannot be deployed.</summary>
    /// <param name="file">The file, without its ending.</param>
    /// <param name="environment">What its environment has beside ours.</param>
    public async Task<string> Refusal(string file, params (string Name, string Value)[] environment)
    {
        var said = await Say(SnapshotOf(file), environment);
        Assert.NotEqual(0, said.Code);
        return said.Error;
    }

    /// <summary>
    /// What a parameter file would deploy: every resource, its conditions and loops worked out.
    /// What only Azure knows stays an expression.
    /// </summary>
    /// <param name="environment">The file's name without its ending.</param>
    /// <param name="imageTag">Tag of the images; empty for none.</param>
    public async Task<JsonArray> Snapshot(string environment, string imageTag)
    {
        var file = Path.Combine("infra", "parameters", environment);
        return await SnapshotFile(
            file,
            ("EMUEDIT_IMAGE_TAG", imageTag),
            ("EMUEDIT_ALERT_EMAIL", "somebody@example.com"),
            ("EMUEDIT_AUTHENTICATION_CLIENT_ID", $"{Guid.Empty}")
        );
    }

    /// <summary>The same for any parameter file.</summary>
    /// <param name="file">The file, without its ending.</param>
    /// <param name="environment">What its environment has beside ours.</param>
    public async Task<JsonArray> SnapshotFile(string file, params (string Name, string Value)[] environment)
    {
        await Run(SnapshotOf(file), environment);
        var snapshot = JsonNode.Parse(File.ReadAllText(this[$"{file}.snapshot.json"]))!;
        Assert.Empty(snapshot["diagnostics"]!.AsArray());
        return snapshot["predictedResources"]!.AsArray();
    }

    private static string[] SnapshotOf(string file) =>
        [
            "snapshot",
            $"{file}.bicepparam",
            "--mode",
            "overwrite",
            "--subscription-id",
            $"{Guid.Empty}",
            "--tenant-id",
            $"{Guid.Empty}",
            "--location",
            "swedencentral",
        ];

    private async Task<CliResult> Say(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Program!, arguments) { WorkingDirectory = _copy.Path };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = new WatchedProcess(start);
        return await process.Finish();
    }
}
