using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Pairs of a task that no bundle has seen.</summary>
public sealed class LearningFixture : IAsyncLifetime
{
    public const string Task = "grey-but";

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Shards of the pairs.</summary>
    public string Shards => Folder["pairs"];

    /// <summary>The pairs.</summary>
    public IReadOnlyList<EditSample> Pairs { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(
            0,
            (await InProcess.RunAsync("world", "shards", "--size", "32", "--task", Task, "--count", "4", "--seed", "31", "-o", Shards)).Code
        );
        var shards = ShardDataset.Open([Shards]);
        Pairs = [.. Enumerable.Range(0, 4).Select(i => shards.Sample(i))];
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
