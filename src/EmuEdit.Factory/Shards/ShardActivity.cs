using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>
/// One stage of a shard. Does nothing if the shard is already written or the batch does not run.
/// </summary>
/// <param name="store">The store of the batches.</param>
internal abstract class ShardActivity(BatchStore store) : Activity<ShardReference, ShardOutcome?>
{
    protected BatchStore Store { get; } = store;

    /// <returns>The outcome of the shard. Null if the next stage should start.</returns>
    public sealed override async Task<ShardOutcome?> RunAsync(ActivityContext context, ShardReference input)
    {
        if (await Store.FindRecordAsync(input, context.Stopping).ConfigureAwait(false) is { Failure: null } record)
        {
            // The process may have ended after it wrote the record and before it deleted the files.
            await Store.DeleteWorkAsync(input, context.Stopping).ConfigureAwait(false);
            return record.Outcome;
        }
        return await Store.FindAsync(input.Batch, context.Stopping).ConfigureAwait(false) is { Document: { IsRunning: true } document }
            ? await WorkAsync(input, document.Plan.Shard(input.Number), context.Stopping).ConfigureAwait(false)
            : new(input.Number, ShardEnd.Stopped);
    }

    /// <summary>Whether to store the output: false if the batch was deleted in the meantime.</summary>
    protected async Task<bool> IsWantedAsync(ShardReference shard) =>
        await Store.FindAsync(shard.Batch, CancellationToken.None).ConfigureAwait(false) is { Document.Deleted: false };

    protected abstract Task<ShardOutcome?> WorkAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken);
}
