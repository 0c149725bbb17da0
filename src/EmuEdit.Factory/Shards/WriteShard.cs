using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The last stage: the shard's files, then its record, which makes them count; then what lay between the stages goes.</summary>
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
        // From here on not stopped half-way, so that only a killed process leaves files that no record has.
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
