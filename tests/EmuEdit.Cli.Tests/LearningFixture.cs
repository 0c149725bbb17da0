using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A copy of what edits need of models/tiny, which may learn, and pairs of a task that it has never seen.</summary>
public sealed class LearningFixture : IAsyncLifetime
{
    public const string Task = "grey-but";

    private static readonly string[] Parts = ["tokenizer", "text_encoder", "vae_encoder", "vae_decoder", "unet", "scheduler", "task_predictor"];

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Shards of the pairs.</summary>
    public string Shards => Folder["pairs"];

    /// <summary>The pairs.</summary>
    public IReadOnlyList<EditSample> Pairs { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await InProcess.RunAsync("world", "shards", "--task", Task, "--count", "4", "--seed", "31", "-o", Shards)).Code);
        var shards = ShardDataset.Open([Shards]);
        Pairs = [.. Enumerable.Range(0, 4).Select(i => shards.Sample(i))];
    }

    /// <summary>A bundle of its own.</summary>
    public string NewBundle()
    {
        var (from, to) = (Path.Combine(Paths.Repository, "models", "tiny"), Folder[Path.GetRandomFileName()]);
        foreach (var part in Parts)
            foreach (var file in Directory.GetFiles(Directory.CreateDirectory(Path.Combine(to, part)).FullName.Replace(to, from, StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(to, part, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
