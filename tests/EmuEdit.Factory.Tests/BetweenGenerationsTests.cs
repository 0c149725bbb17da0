using EmuEdit.Orchestration;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

public class BetweenGenerationsTests
{
    [Fact]
    public async Task Get_RunThatHasShownNothingYet_IsAsFarAsItBegan()
    {
        var begun = new BatchProgress { Next = 3, Written = 3, Tried = 12, Kept = 5 };
        var batches = new DatasetBatches(new(new MemoryBlobStore()), new JustContinued(new("b", begun)), new FakeStages());
        var status = await batches.StartAsync(FactoryHost.Plan(), TestContext.Current.CancellationToken);
        Assert.Equal((BatchStage.Running, 3, 12, 5), (status.Stage, status.ShardsWritten, status.Tried, status.Kept));
    }

    /// <summary>One instance, which has continued as new and not begun.</summary>
    private sealed class JustContinued(BatchRun run) : OrchestrationClient
    {
        public override Task<OrchestrationMetadata?> GetAsync(string instanceId, CancellationToken cancellationToken = default) =>
            Task.FromResult<OrchestrationMetadata?>(
                new(instanceId, DatasetBatchOrchestrator.TaskName.Value, OrchestrationStatus.Running, default, default)
                {
                    Input = Payload.Write(run),
                }
            );

        public override Task<string> ScheduleAsync<TIn, TOut>(
            TaskName<TIn, TOut> orchestrator,
            TIn input,
            string? instanceId = null,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForCompletionAsync(
            string instanceId,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public override Task RaiseEventAsync<T>(string instanceId, string name, T payload, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task TerminateAsync(
            string instanceId,
            string reason,
            bool recursive = false,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public override Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
