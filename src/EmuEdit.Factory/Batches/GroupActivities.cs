using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Plans the groups of a batch whose shards have ended. It reads the records of the shards, not the
/// shards themselves. A second run plans the same groups.
/// </summary>
internal sealed class PlanGroups(BatchStore store, FactorySettings settings, TimeProvider time) : Activity<BatchRun, BatchProgress>
{
    public static readonly TaskName<BatchRun, BatchProgress> TaskName = nameof(PlanGroups);

    private const int ReadAtOnce = 16;

    /// <returns>The position, with the number of groups.</returns>
    public override async Task<BatchProgress> RunAsync(ActivityContext context, BatchRun input)
    {
        var (batch, stopping) = (input.Batch, context.Stopping);
        if (!await store.ExistsAsync(batch, stopping).ConfigureAwait(false))
            return input.Position with { Groups = new(0) };
        var position = await WithLastWrittenAsync(input, stopping).ConfigureAwait(false);
        var shards = await ShardsAsync(batch, position.Next, stopping).ConfigureAwait(false);
        var groups = ShardGroups.Of(shards, s => s.Bytes, settings.GroupBytes);
        // The data set is incomplete until the new manifest is written.
        await store.Blobs.DeleteAsync(BatchFiles.Manifest(batch), stopping).ConfigureAwait(false);
        await DeleteOldDataAsync(batch, groups.Count, stopping).ConfigureAwait(false);
        await new ShardGroupStore(store.Blobs, batch)
            .PlanAsync(
                [.. groups.Select((g, i) => new ShardGroup(i, groups.Count, [.. g.SelectMany(s => s.Files)]))],
                stopping
            )
            .ConfigureAwait(false);
        // The batch was deleted in the meantime. Delete its groups.
        if (!await store.ExistsAsync(batch, stopping).ConfigureAwait(false))
            await store.Blobs.DeleteAllAsync(BatchFiles.Groups(batch), stopping).ConfigureAwait(false);
        return position with { Groups = new(groups.Count) };
    }

    // A stopped shard may have been written just before it stopped.
    private async Task<BatchProgress> WithLastWrittenAsync(BatchRun run, CancellationToken cancellationToken)
    {
        var position = run.Position;
        foreach (var shard in run.Position.Again)
            if (await store.FindRecordAsync(new(run.Batch, shard), cancellationToken).ConfigureAwait(false) is { Failure: null } record)
                position = position.After(record.Outcome, time.GetUtcNow()) with { Again = [.. position.Again.Where(s => s != shard)] };
        return position;
    }

    private async Task<IEnumerable<Shard>> ShardsAsync(string batch, long count, CancellationToken cancellationToken)
    {
        var shards = new Shard?[count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken };
        await Parallel
            .ForAsync(
                0L,
                count,
                parallel,
                async (number, stop) =>
                {
                    if (await store.FindRecordAsync(new(batch, number), stop).ConfigureAwait(false) is { Failure: null } record)
                        shards[number] = new(record.Files, record.Bytes ?? await MeasureAsync(batch, record, stop).ConfigureAwait(false));
                }
            )
            .ConfigureAwait(false);
        return shards.OfType<Shard>();
    }

    // Records of earlier versions contain no size.
    private async Task<long> MeasureAsync(string batch, ShardRecord record, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var file in record.Files.Where(BatchFiles.IsShard))
            bytes += (await store.Blobs.GetAsync(BatchFiles.Files(batch) + file, cancellationToken).ConfigureAwait(false)).Content.Length;
        return bytes;
    }

    // A resumed batch can have more groups. The names of its Parquet files contain that number.
    private async Task DeleteOldDataAsync(string batch, int groups, CancellationToken cancellationToken)
    {
        var names = Enumerable
            .Range(0, groups)
            .Select(i => BatchFiles.Files(batch) + ShardGroups.DataFile(i, groups))
            .ToHashSet(StringComparer.Ordinal);
        await foreach (var name in store.Blobs.ListAsync(BatchFiles.Data(batch), cancellationToken).ConfigureAwait(false))
            if (!names.Contains(name))
                await store.Blobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Shard(IReadOnlyList<string> Files, long Bytes);
}

/// <summary>Names a group of a batch.</summary>
internal sealed record GroupReference(string Batch, int Index);

/// <summary>
/// Writes the Parquet file of a group, and records its files. Does nothing for a group that has ended.
/// </summary>
internal sealed class WriteGroup(BatchStore store, IShardStages stages) : Activity<GroupReference, bool>
{
    public static readonly TaskName<GroupReference, bool> TaskName = nameof(WriteGroup);

    /// <summary>
    /// The activity's kind. A process writes one group at a time, because its scratch folder holds the
    /// group's shards.
    /// </summary>
    public const string DataFiles = "data-files";

    public override string Kind => DataFiles;

    /// <returns>False if the batch is paused and the group is not written yet.</returns>
    public override async Task<bool> RunAsync(ActivityContext context, GroupReference input)
    {
        var (batch, stopping) = (input.Batch, context.Stopping);
        if (await store.FindAsync(batch, stopping).ConfigureAwait(false) is not { Document: { Deleted: false } document })
            return true;
        var groups = new ShardGroupStore(store.Blobs, batch);
        var group = (await groups.GetAsync(ShardGroup.IdOf(input.Index), stopping).ConfigureAwait(false)).Document;
        if (group.Ended)
            return true;
        if (document.State == DocumentState.Paused)
            return false;
        await groups.EndAsync(await WriteAsync(batch, group, stopping).ConfigureAwait(false)).ConfigureAwait(false);
        if (await store.ExistsAsync(batch, stopping).ConfigureAwait(false))
            return true;
        // The batch was deleted in the meantime. Delete what this activity wrote.
        await groups.DeleteAsync(group.Id, CancellationToken.None).ConfigureAwait(false);
        await store.Blobs.DeleteAsync(Data(batch, group), CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private async Task<ShardGroup> WriteAsync(string batch, ShardGroup group, CancellationToken cancellationToken)
    {
        try
        {
            return group with
            {
                Part = await stages.WriteGroupAsync(group, store.Blobs, BatchFiles.Files(batch), cancellationToken).ConfigureAwait(false),
            };
        }
        catch (Exception e) when (!Faults.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            return group with { Problem = e.Message };
        }
    }

    private static string Data(string batch, ShardGroup group) =>
        BatchFiles.Files(batch) + ShardGroups.DataFile(group.Index, group.Total);
}
