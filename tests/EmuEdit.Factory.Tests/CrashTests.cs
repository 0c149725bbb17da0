using EmuEdit.Core;
using EmuEdit.Orchestration;

namespace EmuEdit.Factory.Tests;

/// <summary>What a batch survives.</summary>
public class CrashTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Lazy<Task<List<string>>> Undisturbed = new(async () =>
    {
        await using var host = new FactoryHost();
        await host.Make(FactoryHost.Plan());
        return await host.Files("b");
    });

    public static TheoryData<string, bool> Boundaries() => new(
        from stage in new[] { "WriteInstructions", "SynthesisePairs", "FilterPairs", "WriteShard", "WriteGroup", "FinishBatch" }
        from loseJournal in new[] { false, true }
        select (stage, loseJournal));

    [Theory, MemberData(nameof(Boundaries))]
    public async Task Restart_BetweenStages_GoesOnWithTheSameBytesAndPaysForNothingTwice(string stage, bool loseJournal)
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (name, shard, cancellation) =>
            name == stage && shard is 0 or 3 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await FactoryHost.Until(() => Task.FromResult(host.Stages.Begun.Keys.Any(k => k.Stage == stage && k.Shard is 0 or 3)));
        await host.Restart(loseJournal, FactoryHost.Small with { Workers = 2, Generation = 5 });
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
        Assert.All(host.Stages.Ended, e => Assert.Equal(1, e.Value));
    }

    [Fact]
    public async Task DiskFull_WorkWaitsAndNothingHalfWrittenCounts()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (name, shard, _) =>
        {
            host.Disk.Full |= name == "WriteShard" && shard == 1;
            return Task.CompletedTask;
        };
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await FactoryHost.Until(() => Task.FromResult(host.Disk.Full));
        await Task.Delay(300, Stop);
        Assert.Equal((BatchStage.Running, 0), (await host.Batches.GetAsync("b", Stop)) is var s ? (s.Stage, s.ShardsFailed) : default);
        Assert.DoesNotContain("batches/b/shards/000001.json", await host.Blobs.ListAsync("batches/b/", Stop).ToListAsync(Stop));
        (host.Stages.Before, host.Disk.Full) = (null, false);
        Assert.Equal(
            (BatchStage.Completed, 5),
            (await host.Batches.WaitForEndAsync("b", Stop)) is var e ? (e.Stage, e.ShardsWritten) : default
        );
        // Only the last stage, which has no blob of its own, was made again.
        Assert.All(
            host.Stages.Ended.Where(e => e.Key.Stage == "WriteInstructions"),
            e => Assert.InRange(e.Value, 1, e.Key.Shard == 1 ? 1 : 2)
        );
    }

    [Fact]
    public async Task ScratchDiskFull_IsWaitedForAndFailsNoShard()
    {
        await using var host = new FactoryHost();
        // As often as any other failure is tried.
        var left = 3;
        host.Stages.Before = (name, shard, _) =>
            name == "WriteShard" && shard == 1 && left-- > 0 ? throw new IOException("No space left on device") : Task.CompletedTask;
        var status = await host.Make(FactoryHost.Plan());
        Assert.Equal((BatchStage.Completed, 5, 0), (status.Stage, status.ShardsWritten, status.ShardsFailed));
    }

    [Fact]
    public async Task Get_BatchThatWasWrittenDownAndNeverScheduled_MakesIt()
    {
        await using var host = new FactoryHost();
        await new BatchStore(host.Blobs).AddAsync(new(FactoryHost.Plan().Validated(), DateTimeOffset.UtcNow), Stop);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
    }

    [Fact]
    public async Task Open_BatchThatWasResumedAndNeverWoken_GoesOn()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = async (_, _, _) => await host.Batches.PauseAsync("b", Stop);
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await host.Until("b", BatchStage.Paused);
        await new BatchStore(host.Blobs).UpdateAsync("b", d => d with { State = DocumentState.Running }, Stop);
        await host.Restart();
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
    }

    [Fact]
    public async Task Open_BatchThatWasBeingDeleted_IsDeleted()
    {
        await using var host = new FactoryHost();
        await host.Make(FactoryHost.Plan());
        await new BatchStore(host.Blobs).UpdateAsync("b", d => d with { Deleted = true }, Stop);
        await host.Restart();
        await FactoryHost.Until(async () => !await host.Blobs.ListAsync("batch", Stop).AnyAsync(Stop));
    }

    [Fact]
    public async Task Stage_FailsOnce_IsTriedAgain()
    {
        await using var host = new FactoryHost();
        var failed = 0;
        host.Stages.Before = (name, shard, _) =>
            name == "FilterPairs" && shard == 1 && Interlocked.Increment(ref failed) == 1
                ? throw new InvalidOperationException("once")
                : Task.CompletedTask;
        Assert.Equal(BatchStage.Completed, (await host.Make(FactoryHost.Plan())).Stage);
        Assert.Equal((2, 1), (host.Stages.Begun[("FilterPairs", 1)], host.Stages.Begun[("SynthesisePairs", 1)]));
    }

    [Fact]
    public async Task ShardThatCannotBeDone_IsReportedAndTheBatchGoesOn_ResumedItIsTriedAgain()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (name, shard, _) =>
            name == "SynthesisePairs" && shard == 1 ? throw new InvalidInputException("a scene", "another") : Task.CompletedTask;
        var status = await host.Make(FactoryHost.Plan());
        Assert.Equal((BatchStage.Incomplete, 4, 1), (status.Stage, status.ShardsWritten, status.ShardsFailed));
        Assert.Equal(
            (1, "SynthesisePairs: a scene; allowed: another."),
            (status.Failures.Single().Number, status.Failures.Single().Reason)
        );
        host.Stages.Before = null;
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(
            (BatchStage.Completed, 5, 0),
            (await host.Batches.WaitForEndAsync("b", Stop)) is var e ? (e.Stage, e.ShardsWritten, e.ShardsFailed) : default
        );
        Assert.Equal(await Undisturbed.Value, await host.Files("b"));
        Assert.Equal(1, host.Stages.Begun[("WriteInstructions", 1)]);
        Assert.Empty(await host.Blobs.ListAsync("batches/b/work/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task ShardsThatFailOneAfterAnother_PauseTheBatchBeforeAllOfThemDo()
    {
        await using var host = new FactoryHost(new() { Window = 2, MaxFailedInARow = 3 });
        host.Stages.Before = (_, _, _) => throw new InvalidInputException("a key", "another key");
        await host.Batches.StartAsync(FactoryHost.Plan(count: 80), Stop);
        await host.Until("b", BatchStage.Paused);
        var status = await host.Batches.GetAsync("b", Stop);
        Assert.InRange(status.ShardsFailed, 3, 4);
        Assert.Contains("a key; allowed: another key", status.Reason, StringComparison.Ordinal);
        host.Stages.Before = null;
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(
            (BatchStage.Completed, 20),
            (await host.Batches.WaitForEndAsync("b", Stop)) is var e ? (e.Stage, e.ShardsWritten) : default
        );
    }

    [Fact]
    public async Task FinishThatFails_FailsTheBatch_ResumedItFinishes()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (name, _, _) => name == "FinishBatch" ? throw new InvalidOperationException("no card") : Task.CompletedTask;
        Assert.Contains(
            "no card",
            (await host.Make(FactoryHost.Plan())) is { Stage: BatchStage.Failed } s ? s.Reason : "",
            StringComparison.Ordinal
        );
        host.Stages.Before = null;
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(
            (BatchStage.Completed, 5),
            (await host.Batches.WaitForEndAsync("b", Stop)) is var e ? (e.Stage, e.ShardsWritten) : default
        );
        Assert.Equal(1, host.Stages.Begun[("WriteInstructions", 0)]);
    }
}
