using System.Text.Json.Nodes;
using EmuEdit.Storage;

namespace EmuEdit.Factory.Tests;

/// <summary>The end of a batch: a Parquet file per group of shards, then the manifest.</summary>
public class GroupTests
{
    // Every shard is a group of its own.
    private static readonly FactorySettings Settings = FactoryHost.Small with { GroupBytes = 1, Window = 2 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Lazy<Task<List<string>>> Undisturbed = new(async () =>
    {
        await using var host = new FactoryHost(Settings);
        await host.Make(FactoryHost.Plan(count: 28));
        return await host.Files("b");
    });

    [Fact]
    public async Task Batch_SevenGroups_HasAParquetFileOfEach()
    {
        var files = (await Undisturbed.Value).Select(f => f.Split(' ')[0]).ToList();
        Assert.Equal(
            [
                .. Enumerable.Range(0, 7).Select(i => $"data/train-{i:00000}-of-00007.parquet"),
                "manifest.json",
                .. Enumerable.Range(0, 7).Select(i => $"shards/b-{i:000000}.tar"),
            ],
            files
        );
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public async Task Restart_BetweenGroups_WritesOnlyWhatIsMissing(int group, bool loseJournal)
    {
        await using var host = new FactoryHost(Settings);
        host.Stages.Before = (name, number, cancellation) =>
            name == "WriteGroup" && number == group ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(count: 28), Stop);
        await FactoryHost.Until(() => Task.FromResult(host.Stages.Begun.ContainsKey(("WriteGroup", group))));
        Assert.DoesNotContain("manifest.json", (await host.Files("b")).Select(f => f.Split(' ')[0]));
        await host.Restart(loseJournal);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
        Assert.All(host.Stages.Ended, e => Assert.Equal(1, e.Value));
        Assert.Empty(await host.Blobs.ListAsync("batches/b/work/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Pause_BetweenGroups_HoldsTheRestUntilItIsResumed()
    {
        await using var host = new FactoryHost(Settings);
        host.Stages.Before =
            (name, group, _) => name == "WriteGroup" && group == 1 ? host.Batches.PauseAsync("b", Stop) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(count: 28), Stop);
        await host.Until("b", BatchStage.Paused);
        host.Stages.Before = null;
        Assert.DoesNotContain(("WriteGroup", 6L), host.Stages.Begun.Keys);
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
        Assert.All(host.Stages.Ended, e => Assert.Equal(1, e.Value));
    }

    [Fact]
    public async Task Cancel_BetweenGroups_EndsAsADataSet()
    {
        await using var host = new FactoryHost(Settings);
        host.Stages.Before =
            (name, group, _) => name == "WriteGroup" && group == 1 ? host.Batches.CancelAsync("b", Stop) : Task.CompletedTask;
        Assert.Equal(BatchStage.Cancelled, (await host.Make(FactoryHost.Plan(count: 28))).Stage);
        Assert.Equal((await Undisturbed.Value).Count, (await host.Files("b")).Count);
    }

    [Fact]
    public async Task Delete_BetweenGroups_LeavesNothing()
    {
        await using var host = new FactoryHost(Settings);
        var delete = Task.CompletedTask;
        host.Stages.Before = (name, group, _) =>
        {
            if (name == "WriteGroup" && group == 1)
                delete = Task.Run(() => host.Batches.DeleteAsync("b", Stop), CancellationToken.None);
            return name == "WriteGroup" && group == 1 ? Task.Delay(300, CancellationToken.None) : Task.CompletedTask;
        };
        await host.Batches.StartAsync(FactoryHost.Plan(count: 28), Stop);
        await FactoryHost.Until(() => Task.FromResult(host.Stages.Ended.ContainsKey(("WriteGroup", 1))));
        await delete;
        await FactoryHost.Until(async () => !await host.Blobs.ListAsync("batch", Stop).AnyAsync(Stop));
    }

    [Fact]
    public async Task GroupThatCannotBeWritten_FailsTheBatchAndIsTriedAgain()
    {
        await using var host = new FactoryHost(Settings);
        host.Stages.Before = (name, group, _) =>
            name == "WriteGroup" && group == 2 ? throw new InvalidOperationException("shard 2 is broken") : Task.CompletedTask;
        var status = await host.Make(FactoryHost.Plan(count: 28));
        Assert.Equal(
            (BatchStage.Failed, "The batch's own files cannot be written: shard 2 is broken"),
            (status.Stage, status.Reason)
        );
        host.Stages.Before = null;
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
        Assert.All(host.Stages.Ended, e => Assert.Equal(1, e.Value));
    }

    [Fact]
    public async Task ResumedBatch_WithMoreShards_HasParquetFilesUnderTheNewNamesOnly()
    {
        await using var host = new FactoryHost(Settings);
        host.Stages.Before = (name, shard, _) =>
            name == "FilterPairs" && shard == 3 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        Assert.Equal(BatchStage.Incomplete, (await host.Make(FactoryHost.Plan(count: 28))).Stage);
        Assert.Contains("data/train-00005-of-00006.parquet", (await host.Files("b")).Select(f => f.Split(' ')[0]));
        host.Stages.Before = null;
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
    }

    [Fact]
    public async Task ShardRecordsOfEarlierVersions_GiveTheSameGroups()
    {
        await using var host = new FactoryHost(Settings with { GroupBytes = 20_000 });
        host.Stages.Before = (name, shard, cancellation) =>
            name == "WriteShard" && shard == 6 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(count: 28), Stop);
        await FactoryHost.Until(() => Task.FromResult(host.Stages.Begun.ContainsKey(("WriteShard", 6))));
        await host.Restart(meanwhile: async () =>
        {
            await foreach (var name in host.Blobs.ListAsync("batches/b/shards/", Stop))
            {
                var record = JsonNode.Parse((await host.Blobs.GetAsync(name, Stop)).Content.Span)!.AsObject();
                Assert.True(record.Remove("bytes"));
                await host.Blobs.PutAsync(name, System.Text.Encoding.UTF8.GetBytes(record.ToJsonString()), default, Stop);
            }
        });
        await host.Batches.WaitForEndAsync("b", Stop);
        await using var now = new FactoryHost(Settings with { GroupBytes = 20_000 });
        await now.Make(FactoryHost.Plan(count: 28));
        var files = await now.Files("b");
        Assert.InRange(files.Count(f => f.StartsWith("data/", StringComparison.Ordinal)), 2, 6);
        Assert.Equal(files, await host.Files("b"));
    }
}
