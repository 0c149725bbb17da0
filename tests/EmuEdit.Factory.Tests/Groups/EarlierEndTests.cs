using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>A batch that an earlier version was just ending. That version wrote all files in one activity.</summary>
public class EarlierEndTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BatchThatWasEndingInAnEarlierVersion_EndsWithTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        using var blobs = new FolderBlobStore(folder["blobs"]);
        var ending = new TaskCompletionSource();
        var workload = new FactoryWorkload(blobs, new FakeStages(), FactoryHost.Small);
        await using (var earlier = EmbeddedHost.Open(folder.Path, [new Earlier(workload, ending)]))
        {
            earlier.Start();
            await workload.Open(earlier.Client).StartAsync(FactoryHost.Plan(), Stop);
            await ending.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
        }
        await using (var now = EmbeddedFactory.Open(folder.Path, _ => new FakeStages(), new() { Blobs = blobs }))
            Assert.Equal(BatchStage.Completed, (await now.Batches.WaitForEndAsync("b", Stop)).Stage);
        await using var undisturbed = new FactoryHost();
        await undisturbed.Make(FactoryHost.Plan());
        var files = await undisturbed.Files("b");
        Assert.Equal(
            files.Select(f => f.Split(' ')[0]),
            await blobs.ListAsync("batches/b/files/", Stop).Select(n => n[16..]).ToListAsync(Stop)
        );
        foreach (var file in files.Select(f => f.Split(' ')))
            Assert.Equal(file[1], Convert.ToHexString((await blobs.GetAsync("batches/b/files/" + file[0], Stop)).Content.Span));
    }

    /// <summary>The tasks of today, but for the two that were different.</summary>
    private sealed class Earlier(FactoryWorkload now, TaskCompletionSource ending) : Workload
    {
        public override IReadOnlyDictionary<string, int> Concurrency => now.Concurrency;

        public override void AddTo(TaskRegistry registry)
        {
            var tasks = new TaskRegistry();
            now.AddTo(tasks);
            foreach (var orchestrator in tasks.Orchestrators.Values)
                registry.Add(orchestrator);
            foreach (var activity in tasks.Activities.Values)
                registry.Add(
                    activity switch
                    {
                        LoadBatchState load => new LoadEarlier(load),
                        EndBatch => new EndEarlier(ending),
                        PlanGroups or WriteGroup => new Unknown(activity.Name),
                        _ => activity,
                    }
                );
        }

        public override Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed record EarlierControls(DocumentState State, long Shards, int Window, int Generation, int MaxFailedInARow, int MaxFailed);

    private sealed class LoadEarlier(LoadBatchState now) : Activity<string, EarlierControls>
    {
        public override string Name => now.Name;

        public override async Task<EarlierControls> RunAsync(ActivityContext context, string input)
        {
            var controls = await now.RunAsync(context, input);
            return new(
                controls.State,
                controls.Shards,
                controls.Window,
                controls.Generation,
                controls.MaxFailedInARow,
                controls.MaxFailed
            );
        }
    }

    private sealed class EndEarlier(TaskCompletionSource ending) : Activity<BatchRun, DocumentState?>
    {
        public override string Name => nameof(EndBatch);

        public override async Task<DocumentState?> RunAsync(ActivityContext context, BatchRun input)
        {
            ending.SetResult();
            await Task.Delay(Timeout.Infinite, context.Stopping);
            return null;
        }
    }

    private sealed class Unknown(string name) : Activity<string, string>
    {
        public override string Name => name;

        public override Task<string> RunAsync(ActivityContext context, string input) => throw new NotSupportedException();
    }
}
