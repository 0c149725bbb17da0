using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The last stage. Writes the shard's files and then its record, which makes the files part of the
/// data set. Finally deletes the intermediate files of the stages.
/// </summary>
internal sealed class WriteShard(BatchStore store, IShardStages stages) : ShardActivity(store)
{
    protected override async Task<ShardOutcome?> WorkAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken)
    {
        var (instructions, candidates, decisions) = (
            await Read(BatchFiles.Instructions(shard)).ConfigureAwait(false),
            await Read(BatchFiles.Candidates(shard)).ConfigureAwait(false),
            await Read(BatchFiles.Decisions(shard)).ConfigureAwait(false)
        );
        var made = await stages
            .WriteShardAsync(plan, instructions, candidates, decisions, Store.StageFiles(shard), cancellationToken)
            .ConfigureAwait(false);
        if (!await IsWantedAsync(shard).ConfigureAwait(false))
            return new(shard.Number, ShardEnd.Stopped);
        // Not cancellable from here on. So only a killed process can leave files without a record.
        foreach (var (name, content) in made.Files)
            await Store
                .Blobs.PutAsync(BatchFiles.Files(shard.Batch) + name, content, default, CancellationToken.None)
                .ConfigureAwait(false);
        var record = new ShardRecord(shard.Number)
        {
            Tried = plan.Count,
            Candidates = made.Candidates,
            Ledger = made.Ledger,
            Files = [.. made.Files.Keys.Order(StringComparer.Ordinal)],
            Bytes = made.Files.Where(f => BatchFiles.IsShard(f.Key)).Sum(f => (long)f.Value.Length),
            Samples = made.Samples,
        };
        await Store.WriteRecordAsync(shard, record, CancellationToken.None).ConfigureAwait(false);
        await Store.DeleteWorkAsync(shard, CancellationToken.None).ConfigureAwait(false);
        return record.Outcome;

        async Task<ReadOnlyMemory<byte>> Read(string name) =>
            (await Store.Blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content;
    }
}
