using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>A shard that failed.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Failure">Why the shard failed.</param>
internal sealed record ShardFailure(ShardReference Shard, TaskFailure Failure);

/// <summary>
/// Records that a shard failed, unless it was written after all. Keeps the outputs of the shard's
/// stages for the next attempt.
/// </summary>
internal sealed class RecordFailure(BatchStore store) : Activity<ShardFailure, ShardOutcome>
{
    public static readonly TaskName<ShardFailure, ShardOutcome> TaskName = nameof(RecordFailure);

    private const int MaxReason = 1000;

    public override async Task<ShardOutcome> RunAsync(ActivityContext context, ShardFailure input)
    {
        if (await store.FindRecordAsync(input.Shard, context.Stopping).ConfigureAwait(false) is { Failure: null } written)
            return written.Outcome;
        var reason = $"{input.Failure.TaskName}: {input.Failure.ErrorMessage}";
        var record = new ShardRecord(input.Shard.Number) { Failure = reason.Length <= MaxReason ? reason : reason[..MaxReason] };
        // A deleted batch must leave no files.
        if (await store.FindAsync(input.Shard.Batch, context.Stopping).ConfigureAwait(false) is { Document.Deleted: false })
            await store.WriteRecordAsync(input.Shard, record, context.Stopping).ConfigureAwait(false);
        return record.Outcome;
    }
}
