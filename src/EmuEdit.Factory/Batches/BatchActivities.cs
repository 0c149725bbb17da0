using System.Text.Json;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The inputs of a batch's orchestration for one generation of shards. The journal records them, so
/// a restart with other settings does not disturb a running generation.
/// </summary>
/// <param name="State">The state that the batch should be in.</param>
/// <param name="Shards">The number of shards of the batch.</param>
/// <param name="Window">The maximum number of concurrent shards.</param>
/// <param name="Generation">The number of shards before the orchestration continues as new.</param>
/// <param name="MaxFailedInARow">The batch pauses after this many consecutive failed shards.</param>
/// <param name="MaxFailed">The batch pauses after this many failed shards in total.</param>
/// <param name="EndsInGroups">
/// Whether the batch ends group by group. Journals of earlier versions have no value here. They read
/// as false.
/// </param>
internal sealed record BatchControls(
    DocumentState State,
    long Shards,
    int Window,
    int Generation,
    int MaxFailedInARow,
    int MaxFailed,
    bool EndsInGroups = false
)
{
    public bool MustHold(BatchProgress position) => position.FailedInARow >= MaxFailedInARow || position.Failed.Count >= MaxFailed;
}

/// <summary>Reads the state that a batch should be in.</summary>
internal sealed class LoadBatchState(BatchStore store, FactorySettings settings) : Activity<string, BatchControls>
{
    public static readonly TaskName<string, BatchControls> TaskName = WireName;

    // Journals of unfinished batches contain the activity's first name.
    private const string WireName = "ReadOrders";

    public override string Name => WireName;

    public override async Task<BatchControls> RunAsync(ActivityContext context, string input)
    {
        var document = (await store.FindAsync(input, context.Stopping).ConfigureAwait(false))?.Document;
        // A deleted batch has nothing left to do.
        var state = document is null or { Deleted: true } ? DocumentState.Cancelled : document.State;
        return new(
            state,
            document?.Plan.Shards ?? 0,
            settings.ShardsAtOnce,
            settings.Generation,
            settings.MaxFailedInARow,
            settings.MaxFailed,
            EndsInGroups: true
        );
    }
}

/// <summary>The shards that one generation wrote.</summary>
internal sealed record GenerationShards(string Batch, long Generation, IReadOnlyList<long> Shards);

/// <summary>
/// Adds the ledgers of a generation of shards to the sum of the previous generations. Deletes sums
/// older than the previous one.
/// </summary>
internal sealed class SumLedgers(BatchStore store, IShardStages stages) : Activity<GenerationShards, bool>
{
    public static readonly TaskName<GenerationShards, bool> TaskName = nameof(SumLedgers);

    public override async Task<bool> RunAsync(ActivityContext context, GenerationShards input)
    {
        var (batch, generation, stopping) = (input.Batch, input.Generation, context.Stopping);
        if (await store.FindAsync(batch, stopping).ConfigureAwait(false) is not { Document.Deleted: false })
            return false;
        if (await Ledgers.SumAsync(store, stages, batch, generation - 1, input.Shards, stopping).ConfigureAwait(false) is { } sum)
            await store.WriteTotalsAsync(batch, generation, sum, stopping).ConfigureAwait(false);
        // The batch was deleted in the meantime. Delete the sum that was written since.
        if (await store.FindAsync(batch, stopping).ConfigureAwait(false) is not { Document.Deleted: false })
            await store.Blobs.DeleteAsync(BatchFiles.Totals(batch, generation), stopping).ConfigureAwait(false);
        if (generation > 2)
            await store.Blobs.DeleteAsync(BatchFiles.Totals(batch, generation - 2), stopping).ConfigureAwait(false);
        return true;
    }
}

/// <summary>Sums ledgers.</summary>
internal static class Ledgers
{
    /// <summary>
    /// Adds the ledgers of shards to the sum up to a generation. Null if there is no ledger.
    /// </summary>
    public static async Task<JsonElement?> SumAsync(
        BatchStore store,
        IShardStages stages,
        string batch,
        long generation,
        IReadOnlyList<long> shards,
        CancellationToken cancellationToken
    )
    {
        var ledgers = new List<JsonElement>();
        if (generation > 0 && await store.FindTotalsAsync(batch, generation, cancellationToken).ConfigureAwait(false) is { } before)
            ledgers.Add(before);
        foreach (var shard in shards.Order())
            if (await store.FindRecordAsync(new(batch, shard), cancellationToken).ConfigureAwait(false) is { Ledger: { } ledger })
                ledgers.Add(ledger);
        return ledgers.Count == 0 ? null : stages.MergeLedgers(ledgers);
    }
}

/// <summary>A batch that must pause, and the shards that failed.</summary>
internal sealed record BatchTrouble(string Batch, IReadOnlyList<long> Failed);

/// <summary>Pauses a batch whose shards fail, so that somebody can look before more shards fail.</summary>
internal sealed class PauseBatch(BatchStore store) : Activity<BatchTrouble, bool>
{
    public static readonly TaskName<BatchTrouble, bool> TaskName = WireName;

    // Journals of unfinished batches contain the activity's first name.
    private const string WireName = "HoldBatch";

    public override string Name => WireName;

    public override async Task<bool> RunAsync(ActivityContext context, BatchTrouble input)
    {
        var last = await store.FindRecordAsync(new(input.Batch, input.Failed[^1]), context.Stopping).ConfigureAwait(false);
        var reason =
            $"{input.Failed.Count} shards failed, the last one ({input.Failed[^1]}) with: "
                + $"{last?.Failure ?? "an unknown error"}. Fix the cause and resume the batch to try them again.";
        try
        {
            await store
                .UpdateAsync(input.Batch, d => d.IsRunning ? d with { State = DocumentState.Paused, Reason = reason } : d, context.Stopping)
                .ConfigureAwait(false);
        }
        catch (DocumentException)
        {
            // The batch was deleted.
        }
        return true;
    }
}
