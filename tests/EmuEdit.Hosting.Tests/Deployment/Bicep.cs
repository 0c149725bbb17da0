using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The compiler of the templates: the real one, from its package. It works on a copy of them, because it writes beside what it reads.</summary>
internal sealed class Bicep : IDisposable
{
    private static readonly string? Program = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value is { Length: > 0 } path ? path.Replace('\\', '/') : null;

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
        Directory.GetFiles(Path.Combine(Paths.Repository, folder), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Paths.Repository, f));

    /// <summary>Runs it where the copy is; it must succeed and have nothing to say.</summary>
    public async Task Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Program!, arguments) { WorkingDirectory = _copy.Path };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = new WatchedProcess(start);
        Assert.Equal((0, "", ""), await process.Finish() is var said ? (said.Code, said.Output.Trim(), said.Error.Trim()) : default);
    }

    /// <summary>What a parameter file would deploy: every resource, its conditions and loops worked out. What only Azure knows stays an expression.</summary>
    /// <param name="environment">The file's name without its ending.</param>
    /// <param name="imageTag">Tag of the images; empty for none.</param>
    public async Task<JsonArray> Snapshot(string environment, string imageTag)
    {
        var file = Path.Combine("infra", "parameters", environment);
        await Run(["snapshot", $"{file}.bicepparam", "--mode", "overwrite", "--subscription-id", $"{Guid.Empty}", "--tenant-id", $"{Guid.Empty}", "--location", "swedencentral"],
            ("EMUEDIT_IMAGE_TAG", imageTag), ("EMUEDIT_ALERT_EMAIL", "somebody@example.com"), ("EMUEDIT_AUTHENTICATION_CLIENT_ID", $"{Guid.Empty}"));
        var snapshot = JsonNode.Parse(File.ReadAllText(this[$"{file}.snapshot.json"]))!;
        Assert.Empty(snapshot["diagnostics"]!.AsArray());
        return snapshot["predictedResources"]!.AsArray();
    }
}
