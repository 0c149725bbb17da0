using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A stage whose output is a blob, with files beside it that are written before. Where the blob is there, the work is done, and was paid for.</summary>
internal abstract class StageActivity(BatchStore store) : ShardActivity(store)
{
    private IBlobStore Blobs => Store.Blobs;

    protected sealed override async Task<ShardOutcome?> Work(ShardReference shard, ShardPlan plan, CancellationToken stopping)
    {
        if (await Blobs.Find(Output(shard), stopping).ConfigureAwait(false) is not null)
            return null;
        try
        {
            var made = await Make(shard, plan, stopping).ConfigureAwait(false);
            // It was paid for: it is written also where the process is about to stop.
            await Blobs.Put(Output(shard), made, default, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // Deleted meanwhile: what came after the files were deleted goes, too.
            if (!await IsWanted(shard).ConfigureAwait(false))
                await Store.DeleteWork(shard, CancellationToken.None).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>The name of the output.</summary>
    protected abstract string Output(ShardReference shard);

    protected abstract Task<ReadOnlyMemory<byte>> Make(ShardReference shard, ShardPlan plan, CancellationToken stopping);

    protected async Task<ReadOnlyMemory<byte>> Read(string name, CancellationToken stopping) => (await Blobs.Get(name, stopping).ConfigureAwait(false)).Content;
}

/// <summary>The first stage.</summary>
internal sealed class WriteInstructions(BatchStore store, IShardStages stages) : StageActivity(store)
{
    /// <summary>Its kind: a language model's service takes many calls at once.</summary>
    public const string LanguageModel = "llm";

    public override string Kind => LanguageModel;

    protected override string Output(ShardReference shard) => BatchFiles.Instructions(shard);

    protected override Task<ReadOnlyMemory<byte>> Make(ShardReference shard, ShardPlan plan, CancellationToken stopping) => stages.WriteInstructions(plan, stopping);
}

/// <summary>The second stage.</summary>
internal sealed class SynthesisePairs(BatchStore store, IShardStages stages) : StageActivity(store)
{
    public override string Kind => FactoryWorkload.Kind;

    protected override string Output(ShardReference shard) => BatchFiles.Candidates(shard);

    protected override async Task<ReadOnlyMemory<byte>> Make(ShardReference shard, ShardPlan plan, CancellationToken stopping) =>
        await stages.SynthesisePairs(plan, await Read(BatchFiles.Instructions(shard), stopping).ConfigureAwait(false), Store.StageFiles(shard), stopping).ConfigureAwait(false);
}

/// <summary>The third stage.</summary>
internal sealed class FilterPairs(BatchStore store, IShardStages stages) : StageActivity(store)
{
    public override string Kind => FactoryWorkload.Kind;

    protected override string Output(ShardReference shard) => BatchFiles.Verdicts(shard);

    protected override async Task<ReadOnlyMemory<byte>> Make(ShardReference shard, ShardPlan plan, CancellationToken stopping) =>
        await stages.FilterPairs(plan, await Read(BatchFiles.Candidates(shard), stopping).ConfigureAwait(false), Store.StageFiles(shard), stopping).ConfigureAwait(false);
}
