using System.Diagnostics;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A toy bundle that draws pairs, and a finished data set of it.</summary>
public sealed class FactoryFixture : IAsyncLifetime
{
    // What a run measured differs from run to run; the manifest has a hash of it.
    private static readonly string[] Measured = ["costs.json", "COSTS.md", "manifest.json"];

    private readonly TemporaryFolder _folder = new();

    public string Undisturbed => _folder["undisturbed"];

    public CliResult Result { get; private set; } = null!;

    /// <summary>How long it took.</summary>
    public TimeSpan Time { get; private set; }

    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        new TinyBundle { Size = 64, TextToImage = true }.Write(_folder["bundle"]);
        var clock = Stopwatch.StartNew();
        Result = await CliProcess.RunAsync(Run(Undisturbed));
        Time = clock.Elapsed;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public string[] Run(string output, params string[] more) =>
        [
            "factory",
            "run",
            "--bundle",
            _folder["bundle"],
            "--count",
            "60",
            "--shard-size",
            "5",
            "--seed",
            "7",
            "--steps",
            "4",
            "--quiet",
            "-o",
            output,
            .. more,
        ];

    /// <summary>The files of a data set that are the same whenever it is made, with their bytes.</summary>
    public static SortedDictionary<string, byte[]> Files(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => !Measured.Contains(Path.GetFileName(f)))
                .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes),
            StringComparer.Ordinal
        );

    /// <summary>Fails unless a data set is, byte by byte, the undisturbed one.</summary>
    public void AssertSame(string folder)
    {
        var (expected, actual) = (Files(Undisturbed), Files(folder));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(actual[f.Key]), $"{f.Key} differs"));
    }
}
