using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// A stage whose output is a blob. It may store files beside the blob before it writes the blob. If
/// the blob exists, the stage is done.
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
            // The output was expensive to make, so it is stored even if the process is stopping.
            await Blobs.PutAsync(Output(shard), made, default, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // The batch was deleted in the meantime. Delete the files that were stored since.
            if (!await IsWantedAsync(shard).ConfigureAwait(false))
                await Store.DeleteWorkAsync(shard, CancellationToken.None).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>Returns the name of the output's blob.</summary>
    protected abstract string Output(ShardReference shard);

    protected abstract Task<ReadOnlyMemory<byte>> MakeAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken);

    protected async Task<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await Blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content;
}

/// <summary>The first stage: writes the instructions.</summary>
internal sealed class WriteInstructions(BatchStore store, IShardStages stages) : StageActivity(store)
{
    /// <summary>
    /// The activity's kind. The service of a language model accepts many concurrent calls.
    /// </summary>
    public const string LanguageModel = "llm";

    public override string Kind => LanguageModel;

    protected override string Output(ShardReference shard) => BatchFiles.Instructions(shard);

    protected override Task<ReadOnlyMemory<byte>> MakeAsync(ShardReference shard, ShardPlan plan, CancellationToken cancellationToken) =>
        stages.WriteInstructionsAsync(plan, cancellationToken);
}

/// <summary>The second stage: generates the candidate pairs.</summary>
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

/// <summary>The third stage: judges the candidate pairs.</summary>
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
