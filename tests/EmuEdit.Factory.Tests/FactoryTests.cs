using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory.Tests;

public class FactoryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_AllShards_AreWrittenOnceAndNothingIsLeftBetweenStages()
    {
        await using var host = new FactoryHost();
        var status = await host.Make(FactoryHost.Plan(count: 22));
        Assert.Equal(
            (BatchStage.Completed, 6, 0, 22, 88, 11),
            (status.Stage, status.ShardsWritten, status.ShardsFailed, status.Tried, status.Candidates, status.Kept)
        );
        Assert.Equal(
            [
                "data/train-00000-of-00001.parquet",
                "manifest.json",
                .. Enumerable.Range(0, 6).Select(i => $"shards/b-{i:000000}.tar"),
            ],
            (await host.Files("b")).Select(f => f.Split(' ')[0])
        );
        Assert.Empty(await host.Blobs.ListAsync("batches/b/work/", Stop).ToListAsync(Stop));
        Assert.Equal(4 * 6 + 2, host.Stages.Begun.Count);
        Assert.All(host.Stages.Begun.Values, n => Assert.Equal(1, n));
    }

    [Fact]
    public async Task Batch_OneWorkerOrTwo_GivesTheSameBytes()
    {
        await using var one = new FactoryHost();
        await using var two = new FactoryHost(new() { Workers = 2, Writers = 1, Window = 5, Generation = 64 });
        await one.Make(FactoryHost.Plan(count: 50));
        await two.Make(FactoryHost.Plan(count: 50));
        Assert.Equal(await one.Files("b"), await two.Files("b"));
    }

    [Fact]
    public async Task Batch_ManyShards_HasNoMoreOfThemAtOnceThanItsWindow()
    {
        await using var host = new FactoryHost(new() { Workers = 2, Window = 3, Generation = 7 });
        await host.Make(FactoryHost.Plan(count: 80));
        Assert.InRange(host.Stages.MostOpen, 2, 3);
    }

    [Fact]
    public async Task Start_Again_IsTheSameBatchAndWithOtherParametersRefused()
    {
        await using var host = new FactoryHost();
        var plan = FactoryHost.Plan();
        await host.Make(plan);
        var again = await host.Batches.StartAsync(plan with { Tasks = plan.Tasks.Reverse().ToDictionary() }, Stop);
        Assert.Equal((BatchStage.Completed, 5), (again.Stage, again.ShardsWritten));
        Assert.All(host.Stages.Begun.Values, n => Assert.Equal(1, n));
        Assert.Equal(
            DocumentError.Conflict,
            (await Assert.ThrowsAsync<DocumentException>(() => host.Batches.StartAsync(plan with { Seed = 8 }, Stop))).Error
        );
    }

    [Fact]
    public async Task Start_WithoutABundle_TakesTheOneThatIsLoaded()
    {
        await using var host = new FactoryHost();
        Assert.Equal(host.Stages.BundleName, (await host.Batches.StartAsync(FactoryHost.Plan(), Stop)).Plan.Bundle);
        Assert.Equal(
            host.Stages.BundleName,
            (await host.Batches.StartAsync(FactoryHost.Plan() with { Bundle = host.Stages.BundleName }, Stop)).Plan.Bundle
        );
        Assert.Equal(
            DocumentError.Conflict,
            (
                await Assert.ThrowsAsync<DocumentException>(
                    () => host.Batches.StartAsync(FactoryHost.Plan() with { Bundle = "other" }, Stop)
                )
            ).Error
        );
    }

    [Fact]
    public async Task Pause_DoesNoWorkUntilResumed()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = async (_, shard, _) => await (shard == 2 ? host.Batches.PauseAsync("b", Stop) : Task.CompletedTask);
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await host.Until("b", BatchStage.Paused);
        var begun = host.Stages.Begun.Values.Sum();
        await Task.Delay(300, Stop);
        Assert.Equal(begun, host.Stages.Begun.Values.Sum());
        host.Stages.Before = null;
        await host.Restart();
        await Task.Delay(300, Stop);
        Assert.Equal((begun, BatchStage.Paused), (host.Stages.Begun.Values.Sum(), (await host.Batches.GetAsync("b", Stop)).Stage));
        await host.Batches.ResumeAsync("b", Stop);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.All(host.Stages.Begun.Values, n => Assert.Equal(1, n));
    }

    [Fact]
    public async Task Cancel_StopsWhatRunsAndLeavesWhatIsFinished()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (_, shard, cancellation) => shard == 3 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await FactoryHost.Until(async () => (await host.Batches.GetAsync("b", Stop)) is { ShardsWritten: 4, ShardsRunning: 1 });
        await host.Batches.CancelAsync("b", Stop);
        var status = await host.Batches.WaitForEndAsync("b", Stop);
        Assert.Equal(
            (BatchStage.Cancelled, status.ShardsWritten),
            (status.Stage, (await host.Files("b")).Count(f => f.StartsWith("shards/", StringComparison.Ordinal)))
        );
        Assert.Equal(4, status.ShardsWritten);
        Assert.DoesNotContain(("WriteShard", 3L), host.Stages.Ended.Keys);
        Assert.Empty(await host.Blobs.ListAsync("batches/b/work/", Stop).ToListAsync(Stop));
        Assert.Equal(BatchStage.Cancelled, (await host.Batches.CancelAsync("b", Stop)).Stage);
        await Assert.ThrowsAsync<DocumentException>(() => host.Batches.ResumeAsync("b", Stop));
    }

    [Fact]
    public async Task Cancel_WhilePaused_Ends()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = async (_, _, _) => await host.Batches.PauseAsync("b", Stop);
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await host.Until("b", BatchStage.Paused);
        await host.Batches.CancelAsync("b", Stop);
        Assert.Equal(
            (BatchStage.Cancelled, 0),
            (await host.Batches.WaitForEndAsync("b", Stop)) is var s ? (s.Stage, s.ShardsWritten) : default
        );
    }

    [Fact]
    public async Task Delete_LeavesNothing()
    {
        await using var host = new FactoryHost();
        await host.Make(FactoryHost.Plan("other"));
        host.Stages.Before = (_, shard, cancellation) => shard == 3 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        // The fourth waits, the fifth need not.
        await FactoryHost.Until(async () => (await host.Batches.GetAsync("b", Stop)).ShardsWritten >= 3);
        await host.Batches.DeleteAsync("b", Stop);
        // An activity that was summing ledgers takes back what it writes afterwards.
        await FactoryHost.Until(async () =>
            !await host
                .Blobs.ListAsync("", Stop)
                .AnyAsync(n => n.Contains("/b/", StringComparison.Ordinal) || n.Contains("/b.", StringComparison.Ordinal), Stop)
        );
        await Assert.ThrowsAsync<DocumentException>(() => host.Batches.GetAsync("b", Stop));
        Assert.Equal(BatchStage.Completed, (await host.Batches.GetAsync("other", Stop)).Stage);
        host.Stages.Before = null;
        Assert.Equal(5, (await host.Make(FactoryHost.Plan())).ShardsWritten);
    }

    [Fact]
    public async Task Delete_WhileAStageWritesItsFiles_LeavesNothingOnceItHasEnded()
    {
        await using var host = new FactoryHost();
        var (begun, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Stages.Before = async (name, _, _) =>
        {
            if (name != "SynthesisePairs")
                return;
            begun.TrySetResult();
            await released.Task.WaitAsync(Stop);
        };
        await host.Batches.StartAsync(FactoryHost.Plan(), Stop);
        await begun.Task.WaitAsync(Stop);
        await host.Batches.DeleteAsync("b", Stop);
        released.SetResult();
        await FactoryHost.Until(() => Task.FromResult(host.Stages.Begun.Keys.All(host.Stages.Ended.ContainsKey)));
        await FactoryHost.Until(async () => !await host.Blobs.ListAsync("batches/", Stop).AnyAsync(Stop));
    }

    [Fact]
    public async Task Start_WithCaptions_KeepsItsOwnCopy()
    {
        await using var host = new FactoryHost();
        var plan = FactoryHost.Plan() with { Captions = "captions/mine.txt" };
        await host.Blobs.PutAsync("captions/mine.txt", "a cat\na dog\n"u8.ToArray(), cancellationToken: Stop);
        await host.Make(plan);
        await host.Blobs.PutAsync("captions/mine.txt", "other"u8.ToArray(), cancellationToken: Stop);
        Assert.Equal("a cat\na dog\n"u8.ToArray(), (await host.Blobs.GetAsync(plan.CaptionsBlob!, Stop)).Content.ToArray());
        Assert.Equal(BatchStage.Completed, (await host.Batches.StartAsync(plan, Stop)).Stage);
    }

    [Fact]
    public async Task Start_CaptionsThatAreNotThereOrOfNoUse_IsRefusedAndStartsNothing()
    {
        await using var host = new FactoryHost();
        await host.Blobs.PutAsync("captions/empty.txt", default, cancellationToken: Stop);
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Batches.StartAsync(FactoryHost.Plan() with { Captions = "captions/empty.txt" }, Stop)
        );
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            host.Batches.StartAsync(FactoryHost.Plan() with { Captions = "captions/none.txt" }, Stop)
        );
        await Assert.ThrowsAsync<DocumentException>(() => host.Batches.GetAsync("b", Stop));
    }
}
