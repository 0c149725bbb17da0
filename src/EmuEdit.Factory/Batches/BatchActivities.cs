using System.Text.Json;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// What a batch's orchestration needs to know for a generation of shards. It is recorded, so that a
/// restart with other settings does not confuse what runs.
/// </summary>
/// <param name="State">What the batch is to do.</param>
/// <param name="Shards">How many shards it has.</param>
/// <param name="Window">How many of them at once.</param>
/// <param name="Generation">How many of them until it continues as new.</param>
/// <param name="MaxFailedInARow">After how many failed ones in a row it pauses.</param>
/// <param name="MaxFailed">After how many failed ones in all it pauses.</param>
/// <param name="EndsInGroups">
/// Whether the batch ends group by group. Histories of earlier versions have no value, so they have
/// false.
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

/// <summary>Reads what a batch is to do.</summary>
internal sealed class LoadBatchState(BatchStore store, FactorySettings settings) : Activity<string, BatchControls>
{
    public static readonly TaskName<string, BatchControls> TaskName = WireName;

    // Journals of unfinished batches have the name that it had when it was first written.
    private const string WireName = "ReadOrders";

    public override string Name => WireName;

    public override async Task<BatchControls> RunAsync(ActivityContext context, string input)
    {
        var document = (await store.FindAsync(input, context.Stopping).ConfigureAwait(false))?.Document;
        // One that is gone has nothing left to do.
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

/// <summary>Shards that were written in one generation.</summary>
internal sealed record GenerationShards(string Batch, long Generation, IReadOnlyList<long> Shards);

/// <summary>
/// Adds the ledgers of a generation of shards to the sum up to the one before. Sums older than that
/// are not needed any more.
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
        // Deleted meanwhile: what came after the files were deleted goes, too.
        if (await store.FindAsync(batch, stopping).ConfigureAwait(false) is not { Document.Deleted: false })
            await store.Blobs.DeleteAsync(BatchFiles.Totals(batch, generation), stopping).ConfigureAwait(false);
        if (generation > 2)
            await store.Blobs.DeleteAsync(BatchFiles.Totals(batch, generation - 2), stopping).ConfigureAwait(false);
        return true;
    }
}

/// <summary>Sums of ledgers.</summary>
internal static class Ledgers
{
    /// <summary>The sum up to a generation and of further shards; null where there is no ledger.</summary>
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

/// <summary>A batch that is to pause by itself.</summary>
internal sealed record BatchTrouble(string Batch, IReadOnlyList<long> Failed);

/// <summary>Pauses a batch whose shards fail, so that somebody looks before the rest fails, too.</summary>
internal sealed class PauseBatch(BatchStore store) : Activity<BatchTrouble, bool>
{
    public static readonly TaskName<BatchTrouble, bool> TaskName = WireName;

    // Journals of unfinished batches have the name that it had when it was first written.
    private const string WireName = "HoldBatch";

    public override string Name => WireName;

    public override async Task<bool> RunAsync(ActivityContext context, BatchTrouble input)
    {
        var last = await store.FindRecordAsync(new(input.Batch, input.Failed[^1]), context.Stopping).ConfigureAwait(false);
        var reason =
            $"{input.Failed.Count} shards failed, the last one ({input.Failed[^1]}) with: "
                + $"{last?.Failure ?? "an unknown error"}. Mend that and resume: they are tried again.";
        try
        {
            await store
                .UpdateAsync(input.Batch, d => d.IsRunning ? d with { State = DocumentState.Paused, Reason = reason } : d, context.Stopping)
                .ConfigureAwait(false);
        }
        catch (DocumentException)
        {
            // It was deleted.
        }
        return true;
    }
}
