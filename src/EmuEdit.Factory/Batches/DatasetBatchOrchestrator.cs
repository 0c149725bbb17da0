using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>A batch and its progress.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Position">The progress.</param>
public sealed record BatchRun(string Batch, BatchProgress Position);

/// <summary>
/// Makes a batch, one generation of shards after another. A window of shards runs concurrently. Each
/// shard has a separate orchestration. When all shards of a generation have ended, the orchestration
/// continues as new, so its history does not grow with the batch. Then it writes the Parquet files in
/// the same way, one generation of groups after another.
/// </summary>
/// <remarks>
/// The batch records a shard that fails, and continues. If too many shards fail, the batch pauses
/// itself. The batch's document states what the batch should do. The orchestration reads it before
/// each generation, and every stage of a shard reads it before it starts. The event
/// <see cref="PausableDocument.Changed"/> wakes a waiting orchestration.
/// </remarks>
public sealed class DatasetBatchOrchestrator : Orchestrator<BatchRun, DocumentState>
{
    /// <summary>The orchestration's name.</summary>
    public static readonly TaskName<BatchRun, DocumentState> TaskName = nameof(DatasetBatchOrchestrator);

    /// <inheritdoc/>
    public override async Task<DocumentState> RunAsync(OrchestrationContext context, BatchRun input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var (orders, position) = await OrdersAsync(context, input);
        if (orders.State != DocumentState.Running || position.Again.Count == 0 && position.Next >= orders.Shards)
        {
            if (orders.EndsInGroups)
                position = await GroupsAsync(context, input.Batch, orders, position);
            var isLast = position.Groups is not { } groups || groups.Next >= groups.Count;
            if (isLast && await EndAsync(context, input with { Position = position }) is { } ended)
                return ended;
            // Groups remain to be written, or the batch was paused.
            context.ContinueAsNew(input with { Position = position });
            return orders.State;
        }
        position = await GenerationAsync(context, input.Batch, orders, position);
        if (position.Recent.Count > 0)
        {
            await context.CallActivityAsync(
                SumLedgers.TaskName,
                new(input.Batch, position.Generation + 1, position.Recent),
                RetryPolicy.WhileTransient
            );
            position = position with { Generation = position.Generation + 1, Recent = [] };
        }
        if (orders.MustHold(position))
            await context.CallActivityAsync(PauseBatch.TaskName, new(input.Batch, position.Failed), RetryPolicy.WhileTransient);
        context.ContinueAsNew(input with { Position = position });
        return orders.State;
    }

    // Reads the document, and waits while the batch is paused. A resumed batch starts with the
    // shards that failed.
    private static async Task<(BatchControls, BatchProgress)> OrdersAsync(OrchestrationContext context, BatchRun run)
    {
        for (var position = run.Position; ; position = position with { Waiting = true })
        {
            var orders = await context.CallActivityAsync(LoadBatchState.TaskName, run.Batch, RetryPolicy.WhileTransient);
            if (orders.State != DocumentState.Paused)
                return (
                    orders,
                    position.Waiting && orders.State == DocumentState.Running ? position.Retrying() : position with { Waiting = false }
                );
            context.SetCustomStatus(position with { Waiting = true, InFlight = 0 });
            await context.WaitForEventAsync<string?>(PausableDocument.Changed);
        }
    }

    private static async Task<BatchProgress> GenerationAsync(
        OrchestrationContext context,
        string batch,
        BatchControls orders,
        BatchProgress position
    )
    {
        position = position with { Pace = position.Pace ?? new(context.UtcNow) };
        var open = new List<Task<ShardOutcome>>();
        var (begun, stopped) = (0, false);
        while (true)
        {
            for (
                ;
                !stopped && open.Count < orders.Window && begun < orders.Generation && Take(orders, ref position, out var shard);
                begun++
            )
                open.Add(ShardAsync(context, new(batch, shard)));
            position = position with { InFlight = open.Count };
            context.SetCustomStatus(position);
            if (open.Count == 0)
                return position;
            var first = await System.Threading.Tasks.Task.WhenAny(open);
            open.Remove(first);
            var outcome = await first;
            position = position.After(outcome, context.UtcNow);
            stopped |= outcome.End == ShardEnd.Stopped || orders.MustHold(position);
        }
    }

    // Plans the groups, then writes one generation of them.
    private static async Task<BatchProgress> GroupsAsync(
        OrchestrationContext context,
        string batch,
        BatchControls orders,
        BatchProgress position
    )
    {
        if (position.Groups is null)
            position = await context.CallActivityAsync(PlanGroups.TaskName, new(batch, position), RetryPolicy.WhileTransient);
        context.SetCustomStatus(position with { InFlight = 0 });
        var groups = position.Groups!;
        var (next, last) = (groups.Next, Math.Min(groups.Count, groups.Next + orders.Generation));
        var (open, written) = (new List<Task<bool>>(), true);
        while (open.Count > 0 || next < last)
        {
            for (; open.Count < orders.Window && next < last; next++)
                open.Add(context.CallActivityAsync(WriteGroup.TaskName, new(batch, next), RetryPolicy.WhileTransient));
            var first = await System.Threading.Tasks.Task.WhenAny(open);
            open.Remove(first);
            written &= await first;
        }
        return written ? position with { Groups = groups with { Next = last } } : position;
    }

    private static Task<DocumentState?> EndAsync(OrchestrationContext context, BatchRun run) =>
        context.CallActivityAsync(EndBatch.TaskName, run, RetryPolicy.WhileTransient);

    private static bool Take(BatchControls orders, ref BatchProgress position, out long shard)
    {
        shard = position.Again.Count > 0 ? position.Again[0] : position.Next;
        position =
            position.Again.Count > 0 ? position with { Again = [.. position.Again.Skip(1)] }
            : shard < orders.Shards ? position with { Next = shard + 1 }
            : position;
        return shard < orders.Shards;
    }

    private static async Task<ShardOutcome> ShardAsync(OrchestrationContext context, ShardReference shard)
    {
        try
        {
            return await context.CallSubOrchestratorAsync(ShardOrchestrator.TaskName, shard, shard.InstanceId);
        }
        catch (TaskFailedException e)
        {
            // The shard was terminated because its batch was cancelled, or it ended without a record.
            return new(shard.Number, e.Failure.IsCausedBy<OperationCanceledException>() ? ShardEnd.Stopped : ShardEnd.Failed);
        }
    }
}
