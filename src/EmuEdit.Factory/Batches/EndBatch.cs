using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Ends a batch whose groups are written. Writes the pages and the manifest, records how the batch
/// ended, and deletes the intermediate files of its stages.
/// </summary>
internal sealed class EndBatch(BatchStore store, IShardStages stages, TimeProvider time) : Activity<BatchRun, DocumentState?>
{
    public static readonly TaskName<BatchRun, DocumentState?> TaskName = nameof(EndBatch);

    /// <returns>
    /// The final state. Null if the batch does not end now: it is paused, or its groups are not planned.
    /// An orchestration of an earlier version calls this activity without groups, and then continues as
    /// new.
    /// </returns>
    public override async Task<DocumentState?> RunAsync(ActivityContext context, BatchRun input)
    {
        var (batch, position, stopping) = (input.Batch, input.Position, context.Stopping);
        if (await store.FindAsync(batch, stopping).ConfigureAwait(false) is not { Document: { Deleted: false } document })
            return DocumentState.Cancelled;
        if (document.Finished is not null)
            return await ClearedAsync(document, position, stopping).ConfigureAwait(false);
        if (document.State == DocumentState.Paused || position.Groups is null)
            return null;
        var problem = await FinishAsync(document, position, position.Groups.Count, stopping).ConfigureAwait(false);
        try
        {
            document = (await store.UpdateAsync(batch, d => Ended(d, position, problem), stopping).ConfigureAwait(false)).Document;
        }
        catch (DocumentException)
        {
            return DocumentState.Cancelled;
        }
        return await ClearedAsync(document, position, stopping).ConfigureAwait(false);
    }

    // A batch that can be resumed keeps the intermediate files of its stages.
    private async Task<DocumentState?> ClearedAsync(BatchDocument document, BatchProgress position, CancellationToken cancellationToken)
    {
        if (document.State is DocumentState.Completed or DocumentState.Cancelled && position.Failed.Count == 0)
            await store.Blobs.DeleteAllAsync(BatchFiles.Work(document.Plan.Id), cancellationToken).ConfigureAwait(false);
        return document.State;
    }

    /// <returns>Why the files of the whole batch cannot be written. Null if they are written.</returns>
    private async Task<string?> FinishAsync(
        BatchDocument document,
        BatchProgress position,
        int groups,
        CancellationToken cancellationToken
    )
    {
        var plan = document.Plan;
        var ledger = await Ledgers
            .SumAsync(store, stages, plan.Id, position.Generation, position.Recent, cancellationToken)
            .ConfigureAwait(false);
        var summary = new BatchSummary(
            position.Written,
            position.Tried,
            position.Candidates,
            position.Kept,
            ledger,
            position.Failed,
            document.State == DocumentState.Cancelled
        );
        try
        {
            var files = await FilesAsync(plan.Id, groups, cancellationToken).ConfigureAwait(false);
            await stages
                .FinishBatchAsync(plan, summary, files, store.Blobs, BatchFiles.Files(plan.Id), cancellationToken)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (!Faults.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            return $"The batch's own files cannot be written: {e.Message}";
        }
    }

    private async Task<DatasetPart> FilesAsync(string batch, int groups, CancellationToken cancellationToken)
    {
        var (documents, parts) = (new ShardGroupStore(store.Blobs, batch), new List<DatasetPart>());
        for (var i = 0; i < groups; i++)
        {
            var group = (await documents.GetAsync(ShardGroup.IdOf(i), cancellationToken).ConfigureAwait(false)).Document;
            parts.Add(group.Part ?? throw new InvalidOperationException(group.Problem ?? $"Group {i} of {groups} is not written."));
        }
        return DatasetPart.Sum(parts);
    }

    private BatchDocument Ended(BatchDocument document, BatchProgress position, string? problem) =>
        document.Finished is not null
            ? document
            : document with
            {
                State =
                    document.State == DocumentState.Cancelled ? DocumentState.Cancelled
                    : problem is not null ? DocumentState.Failed
                    : position.Failed.Count > 0 ? DocumentState.Incomplete
                    : DocumentState.Completed,
                Reason = problem,
                Finished = time.GetUtcNow(),
                Position = position with { InFlight = 0, Waiting = false, Pace = null, Groups = null },
            };
}
