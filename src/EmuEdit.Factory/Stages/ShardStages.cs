using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Instructions;
using EmuEdit.Onnx;
using EmuEdit.Pairs;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The stages with a bundle's models: instruction writer, pair synthesis, filters, files.
/// </summary>
public sealed class ShardStages : IShardStages
{
    // Bytes of images. All candidates of a shard are in memory at the same time.
    private const long LargestShard = 1_000_000_000;

    private readonly Lazy<FactoryModels> _models;
    private readonly Bundle _bundle;
    private readonly IBlobStore _blobs;
    private readonly Lazy<IInstructionWriter?> _captionWriter;
    private readonly Lazy<string> _bundleHash;

    /// <summary>Creates the stages.</summary>
    /// <param name="models">The models. They must outlive the stages.</param>
    /// <param name="blobs">The store with captions and replies.</param>
    /// <exception cref="InvalidInputException">The bundle has no text-to-image model.</exception>
    public ShardStages(FactoryModels models, IBlobStore blobs) : this(models.Models.Bundle, new Lazy<FactoryModels>(models), blobs) =>
        _ = new PairSynthesiser(models.Models, models.Synthesis);

    /// <summary>Creates the stages. The first batch loads their models.</summary>
    /// <param name="bundle">The bundle. It must outlive the stages.</param>
    /// <param name="models">The models. They must outlive the stages.</param>
    /// <param name="blobs">The store with captions and replies.</param>
    public ShardStages(Bundle bundle, Lazy<FactoryModels> models, IBlobStore blobs)
    {
        (_bundle, _models, _blobs) = (bundle, models, blobs);
        _captionWriter = new(() => Models.CaptionWriter?.Invoke(blobs));
        _bundleHash = new(() => BundleHash.Of(bundle.Folder));
    }

    /// <summary>
    /// The folder for files of running stages. It is created when it is needed. A killed process leaves
    /// its files there. Default: the system's folder for temporary files.
    /// </summary>
    public string Scratch { get; init; } = Path.GetTempPath();

    /// <summary>
    /// Receives the progress of the shards, from several threads. Default null: no reports.
    /// </summary>
    public IProgress<ShardProgress>? Progress { get; init; }

    /// <summary>
    /// The process's limit on computations, which drawing and judging observe. Default null: no
    /// limit.
    /// </summary>
    public ComputeSlots? Slots { get; init; }

    /// <inheritdoc/>
    public string BundleName => _bundle.Name;

    private FactoryModels Models => _models.Value;

    /// <inheritdoc/>
    public void Check(BatchPlan plan)
    {
        RequireBundle(plan);
        RequireWriter(plan);
        var bytes = 2L * 3 * _bundle.PairSize * _bundle.PairSize * plan.Candidates * plan.ShardSize;
        if (bytes > LargestShard)
            throw new InvalidInputException(
                $"shards of {plan.ShardSize} samples with {plan.Candidates} candidates each, {bytes / 1_000_000} MB of images",
                $"up to {LargestShard / 1_000_000} MB of images in a shard",
                "choose a smaller shard_size"
            );
        if (plan.Tasks.Keys.FirstOrDefault(t => EditTask.Of(t).Index < 0 && _bundle.TaskEmbeddings?.FindLearned(t) is null) is { } unknown)
            throw new InvalidInputException(
                $"unknown task '{unknown}'",
                $"one of {string.Join(", ", EditTask.All.Select(t => t.Name).Union(_bundle.Tasks))}",
                "teach the bundle this task first, with 'emuedit invert'"
            );
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken)
    {
        RequireBundle(shard.Batch);
        RequireWriter(shard.Batch);
        var stage = new InstructionStage(_bundle, _blobs, Models.WorldWriter, () => _captionWriter.Value);
        return StageJson.Write(
            await stage.RunAsync(shard, done => Report(shard, ShardStep.Instructions, done), cancellationToken).ConfigureAwait(false)
        );
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> SynthesisePairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        StageFiles files,
        CancellationToken cancellationToken
    ) =>
        StageJson.Write(
            await new PairStage(Models, Slots)
                .RunAsync(
                    shard,
                    StageJson.Read<InstructionsOutput>(instructions),
                    files,
                    done => Report(shard, ShardStep.Pairs, done),
                    cancellationToken
                )
                .ConfigureAwait(false)
        );

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> FilterPairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> candidates,
        StageFiles files,
        CancellationToken cancellationToken
    ) =>
        StageJson.Write(
            await new FilterStage(Models, Slots)
                .RunAsync(
                    shard,
                    StageJson.Read<CandidatesOutput>(candidates),
                    files,
                    (done, passed) => Report(shard, ShardStep.Filters, done, passed),
                    cancellationToken
                )
                .ConfigureAwait(false)
        );

    /// <inheritdoc/>
    public Task<ShardFiles> WriteShardAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        ReadOnlyMemory<byte> candidates,
        ReadOnlyMemory<byte> decisions,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        var made = new FileStage(Models, Scratch).Run(
            shard,
            StageJson.Read<InstructionsOutput>(instructions),
            StageJson.Read<CandidatesOutput>(candidates),
            StageJson.Read<DecisionsOutput>(decisions),
            files,
            cancellationToken
        );
        Report(shard, ShardStep.Files, shard.Count, made.Samples.Count);
        return Task.FromResult(made);
    }

    /// <inheritdoc/>
    public JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers) =>
        JsonDocument.Parse(ledgers.Select(l => Ledger.Parse(l.GetRawText())).Aggregate((a, b) => a.Plus(b)).ToJson()).RootElement;

    /// <inheritdoc/>
    public Task<DatasetPart> WriteGroupAsync(ShardGroup group, IBlobStore store, string prefix, CancellationToken cancellationToken) =>
        new BatchFinish(store, prefix, Scratch).WriteGroupAsync(group, cancellationToken);

    /// <inheritdoc/>
    public async Task FinishBatchAsync(
        BatchPlan plan,
        BatchSummary summary,
        DatasetPart files,
        IBlobStore store,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.Shards == 0)
            return;
        var ledger = summary.Ledger is { } sum ? Ledger.Parse(sum.GetRawText()) : Ledger.Empty([]);
        await new BatchFinish(store, prefix, Scratch)
            .FinishAsync(BatchCard.Of(plan, summary, Models, _bundleHash.Value), ledger, files, cancellationToken)
            .ConfigureAwait(false);
    }

    private void Report(ShardPlan shard, ShardStep step, int done, int kept = 0) =>
        Progress?.Report(new(shard.Number, step, done, shard.Count, kept));

    private void RequireWriter(BatchPlan batch)
    {
        if (batch is { Captions: not null, Source: PairOrigin.Rendered })
            throw new InvalidInputException(
                "rendered images of captions",
                "drawn images",
                "only scenes of the built-in world can be rendered"
            );
        if (batch.Captions is not null && Models.CaptionWriter is null)
            throw new InvalidInputException(
                "captions without a language model",
                "scenes of the built-in world",
                "configure an endpoint, or leave the captions out"
            );
    }

    private void RequireBundle(BatchPlan batch)
    {
        if (batch.Bundle != BundleName)
            throw new InvalidInputException(
                $"a batch for bundle '{batch.Bundle}'",
                $"'{BundleName}', the loaded bundle",
                "name the loaded bundle, or load the other one"
            );
    }
}
