using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>A step on the way of a shard. It does nothing where the shard is written, or its batch is not to go on.</summary>
/// <param name="store">Has the batch.</param>
internal abstract class ShardActivity(BatchStore store) : Activity<ShardReference, ShardOutcome?>
{
    protected BatchStore Store { get; } = store;

    /// <summary>Null when the next step is to begin.</summary>
    public sealed override async Task<ShardOutcome?> RunAsync(ActivityContext context, ShardReference input)
    {
        if (await Store.FindRecordAsync(input, context.Stopping).ConfigureAwait(false) is { Failure: null } record)
        {
            // Also what was left when the process died after the record was written.
            await Store.DeleteWorkAsync(input, context.Stopping).ConfigureAwait(false);
            return record.Outcome;
        }
        return await Store.FindAsync(input.Batch, context.Stopping).ConfigureAwait(false) is { Document: { IsRunning: true } document }
            ? await WorkAsync(input, document.Plan.Shard(input.Number), context.Stopping).ConfigureAwait(false)
            : new(input.Number, ShardEnd.Stopped);
    }

    /// <summary>Whether what was made is to be written: not for a batch that was deleted meanwhile.</summary>
    protected async Task<bool> IsWantedAsync(ShardReference shard) =>
        await Store.FindAsync(shard.Batch, CancellationToken.None).ConfigureAwait(false) is { Document.Deleted: false };

    protected abstract Task<ShardOutcome?> WorkAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken);
}
