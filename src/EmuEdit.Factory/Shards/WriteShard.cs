using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The last stage: the shard's files, then its record, which makes them count; then what lay between the stages goes.</summary>
internal sealed class WriteShard(BatchStore store, IShardStages stages) : ShardActivity(store)
{
    protected override async Task<ShardOutcome?> Work(ShardReference shard, ShardPlan plan, CancellationToken stopping)
    {
        var (instructions, candidates, verdicts) = (await Read(BatchFiles.Instructions(shard)).ConfigureAwait(false), await Read(BatchFiles.Candidates(shard)).ConfigureAwait(false), await Read(BatchFiles.Verdicts(shard)).ConfigureAwait(false));
        var made = await stages.WriteShard(plan, instructions, candidates, verdicts, Store.StageFiles(shard), stopping).ConfigureAwait(false);
        if (!await IsWanted(shard).ConfigureAwait(false))
            return new(shard.Number, ShardEnd.Stopped);
        // From here on not stopped half-way, so that only a killed process leaves files that no record has.
        foreach (var (name, content) in made.Files)
            await Store.Blobs.Put(BatchFiles.Files(shard.Batch) + name, content, default, CancellationToken.None).ConfigureAwait(false);
        var record = new ShardRecord(shard.Number) { Tried = plan.Count, Candidates = made.Candidates, Ledger = made.Ledger, Files = [.. made.Files.Keys.Order(StringComparer.Ordinal)], Samples = made.Samples };
        await Store.WriteRecord(shard, record, CancellationToken.None).ConfigureAwait(false);
        await Store.DeleteWork(shard, CancellationToken.None).ConfigureAwait(false);
        return record.Outcome;

        async Task<ReadOnlyMemory<byte>> Read(string name) => (await Store.Blobs.Get(name, stopping).ConfigureAwait(false)).Content;
    }
}
