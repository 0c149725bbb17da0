using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The documents of batches, with the orchestrations that make them.</summary>
/// <param name="store">The store of the batches.</param>
/// <param name="client">The client that runs what <see cref="FactoryWorkload"/> registers.</param>
internal sealed class BatchRuns(BatchStore store, OrchestrationClient client) : PausableDocuments<BatchDocument>(store, client)
{
    private readonly BatchStore _store = store;

    /// <summary>Starts a batch. If it exists with the same plan, returns that one.</summary>
    /// <param name="plan">The plan, within its ranges, with the bundle's name.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Stops waiting. The batch may or may not have been accepted.</param>
    public async Task<BatchDocument> StartAsync(BatchPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored =
            await _store.FindAsync(plan.Id, cancellationToken).ConfigureAwait(false)
            ?? await AddAsync(plan, now, cancellationToken).ConfigureAwait(false);
        if (stored.Document.Deleted)
            throw DocumentException.Conflict($"Batch '{plan.Id}' is being deleted.");
        if (!BatchStore.Same(stored.Document.Plan, plan))
            throw DocumentException.Conflict(
                $"Batch '{plan.Id}' was started with other parameters; choose another id, or delete the batch."
            );
        return await CurrentAsync(stored.Document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the position of a batch: recorded if the batch has ended, else that of its
    /// orchestration.
    /// </summary>
    public async Task<BatchProgress> PositionAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        if (document.IsOver)
            return document.Position ?? new();
        var instance = await Client.GetAsync(InstanceOf(document, document.Run), cancellationToken).ConfigureAwait(false);
        // In some backends a run that has just continued as new has no status until it starts.
        return instance?.ReadCustomStatus<BatchProgress>() ?? instance?.ReadInput<BatchRun>().Position ?? document.Position ?? new();
    }

    /// <inheritdoc/>
    protected override string InstanceOf(BatchDocument document, int run) => $"batch.{document.Plan.Id}.{run}";

    /// <inheritdoc/>
    protected override Task ScheduleAsync(BatchDocument document, string instanceId) =>
        Client.ScheduleAsync(
            DatasetBatchOrchestrator.TaskName,
            new BatchRun(document.Plan.Id, (document.Position ?? new()).Retrying()),
            instanceId,
            CancellationToken.None
        );

    /// <inheritdoc/>
    protected override bool Waits(OrchestrationMetadata instance) => instance.ReadCustomStatus<BatchProgress>() is { Waiting: true };

    /// <inheritdoc/>
    protected override BatchDocument Lost(BatchDocument document, OrchestrationMetadata instance) =>
        base.Lost(document, instance) with { Position = null };

    /// <inheritdoc/>
    protected override async Task StopAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        if (document.IsOver)
            return;
        var running = new OrchestrationQuery
        {
            Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running],
            InstanceIdPrefix = ShardReference.InstancePrefix(document.Plan.Id),
            PageSize = OrchestrationQuery.MaxPageSize,
        };
        foreach (var shard in (await Client.QueryAsync(running, cancellationToken).ConfigureAwait(false)).Instances)
            await TerminateAsync(shard.InstanceId, "The batch was cancelled.", cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredDocument<BatchDocument>> AddAsync(BatchPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _store.Quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        // The batch has its own copy, so a later change of the original does not change a shard.
        if (plan is { Captions: { } captions, CaptionsBlob: { } copy })
        {
            var blob =
                await _store.Blobs.FindAsync(captions, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidInputException(
                    $"captions {captions}, which do not exist",
                    "the name of a blob",
                    "upload them to the store first"
                );
            CaptionFile.Read(blob.Content.Span, captions);
            await _store.Blobs.PutAsync(copy, blob.Content, default, cancellationToken).ConfigureAwait(false);
        }
        return await _store.AddAsync(new(plan, now), cancellationToken).ConfigureAwait(false);
    }
}
