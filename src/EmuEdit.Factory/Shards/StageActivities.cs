using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// A stage whose output is a blob, with files beside it that are written before. Where the blob is
/// there, the work is done, and was paid for.
/// </summary>
internal abstract class StageActivity(BatchStore store) : ShardActivity(store)
{
    private IBlobStore Blobs => Store.Blobs;

    protected sealed override async Task<ShardOutcome?> WorkAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken)
    {
        if (await Blobs.FindAsync(Output(shard), cancellationToken).ConfigureAwait(false) is not null)
            return null;
        try
        {
            var made = await MakeAsync(shard, plan, cancellationToken).ConfigureAwait(false);
            // It was paid for: it is written also where the process is about to stop.
            await Blobs.PutAsync(Output(shard), made, default, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // Deleted meanwhile: what came after the files were deleted goes, too.
            if (!await IsWantedAsync(shard).ConfigureAwait(false))
                await Store.DeleteWorkAsync(shard, CancellationToken.None).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>The name of the output.</summary>
    protected abstract string Output(ShardReference shard);

    protected abstract Task<ReadOnlyMemory<byte>> MakeAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken);

    protected async Task<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await Blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content;
}

/// <summary>The first stage.</summary>
internal sealed class WriteInstructions(BatchStore store, IShardStages stages) : StageActivity(store)
{
    /// <summary>Its kind: a language model's service takes many calls at once.</summary>
    public const string LanguageModel = "llm";

    public override string Kind => LanguageModel;

    protected override string Output(ShardReference shard) => BatchFiles.Instructions(shard);

    protected override Task<ReadOnlyMemory<byte>> MakeAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken) =>
        stages.WriteInstructionsAsync(plan, cancellationToken);
}

/// <summary>The second stage.</summary>
internal sealed class SynthesisePairs(BatchStore store, IShardStages stages) : StageActivity(store)
{
    public override string Kind => FactoryWorkload.Kind;

    protected override string Output(ShardReference shard) => BatchFiles.Candidates(shard);

    protected override async Task<ReadOnlyMemory<byte>> MakeAsync(
        ShardReference shard,
        ShardPlan plan,
        CancellationToken cancellationToken
    ) =>
        await stages
            .SynthesisePairsAsync(
                plan,
                await ReadAsync(BatchFiles.Instructions(shard), cancellationToken).ConfigureAwait(false),
                Store.StageFiles(shard),
                cancellationToken
            )
            .ConfigureAwait(false);
}

/// <summary>The third stage.</summary>
internal sealed class FilterPairs(BatchStore store, IShardStages stages) : StageActivity(store)
{
    public override string Kind => FactoryWorkload.Kind;

    protected override string Output(ShardReference shard) => BatchFiles.Decisions(shard);

    protected override async Task<ReadOnlyMemory<byte>> MakeAsync(
        ShardReference shard,
        ShardPlan plan,
        CancellationToken cancellationToken
    ) =>
        await stages
            .FilterPairsAsync(
                plan,
                await ReadAsync(BatchFiles.Candidates(shard), cancellationToken).ConfigureAwait(false),
                Store.StageFiles(shard),
                cancellationToken
            )
            .ConfigureAwait(false);
}
