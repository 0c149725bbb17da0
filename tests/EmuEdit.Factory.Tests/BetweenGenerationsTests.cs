using EmuEdit.Orchestration;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

public class BetweenGenerationsTests
{
    [Fact]
    public async Task Get_RunThatHasShownNothingYet_IsAsFarAsItBegan()
    {
        var begun = new BatchPosition { Next = 3, Written = 3, Tried = 12, Kept = 5 };
        var batches = new DatasetBatches(new(new MemoryBlobStore()), new JustContinued(new("b", begun)), new FakeStages());
        var status = await batches.Start(FactoryHost.Plan(), TestContext.Current.CancellationToken);
        Assert.Equal((BatchStage.Running, 3, 12, 5), (status.Stage, status.ShardsWritten, status.Tried, status.Kept));
    }

    /// <summary>One instance, which has continued as new and not begun.</summary>
    private sealed class JustContinued(BatchRun run) : OrchestrationClient
    {
        public override Task<OrchestrationMetadata?> Get(string instanceId, CancellationToken cancellation = default) =>
            Task.FromResult<OrchestrationMetadata?>(new(instanceId, DatasetBatchOrchestrator.Task.Value, OrchestrationStatus.Running, default, default) { Input = Payload.Write(run) });

        public override Task<string> Schedule<TIn, TOut>(TaskName<TIn, TOut> orchestrator, TIn input, string? instanceId = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForCompletion(string instanceId, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task RaiseEvent<T>(string instanceId, string name, T payload, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task Terminate(string instanceId, string reason, bool recursive = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationPage> Query(OrchestrationQuery query, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<bool> Purge(string instanceId, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<int> Purge(PurgeFilter filter, CancellationToken cancellation = default) => throw new NotSupportedException();
    }
}
