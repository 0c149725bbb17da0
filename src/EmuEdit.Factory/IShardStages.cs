using System.Text.Json;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// The stages that make a shard. A stage depends only on its arguments and on what the plan names:
/// bundle, captions, and the recorded replies of the language model. A second call returns the same
/// bytes. Large data, such as images, are stored in files beside the outputs. Several shards run
/// concurrently.
/// </summary>
public interface IShardStages
{
    /// <summary>The name of the bundle that the stages use.</summary>
    string BundleName { get; }

    /// <summary>Checks that a batch can be made with this bundle.</summary>
    /// <exception cref="Core.InvalidInputException">
    /// The plan names an unknown task or another bundle, has captions although there is no language
    /// model, or has shards that do not fit into memory.
    /// </exception>
    void Check(BatchPlan plan);

    /// <summary>Writes the instructions of a shard's samples. Activity kind "llm".</summary>
    Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken);

    /// <summary>Generates the candidate pairs. Activity kind "pairs".</summary>
    Task<ReadOnlyMemory<byte>> SynthesisePairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        StageFiles files,
        CancellationToken cancellationToken
    );

    /// <summary>Judges the candidates. Activity kind "pairs".</summary>
    Task<ReadOnlyMemory<byte>> FilterPairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> candidates,
        StageFiles files,
        CancellationToken cancellationToken
    );

    /// <summary>Makes the files of a shard. Returns them with the kept samples and the counts.</summary>
    Task<ShardFiles> WriteShardAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        ReadOnlyMemory<byte> candidates,
        ReadOnlyMemory<byte> decisions,
        StageFiles files,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the sum of ledgers. The sum is commutative and associative.</summary>
    /// <param name="ledgers">The ledgers as JSON, at least one.</param>
    JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers);

    /// <summary>Writes the Parquet file of a group of shards. Activity kind "data-files".</summary>
    /// <param name="group">The group.</param>
    /// <param name="store">Holds the files of the batch.</param>
    /// <param name="prefix">The beginning of the names of all files of the data set in the store.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The files of the group, including the Parquet file.</returns>
    Task<DatasetPart> WriteGroupAsync(ShardGroup group, IBlobStore store, string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the files of the whole batch: card, funnel, manifest. Called when all groups are written,
    /// for a cancelled batch too. It may be called more than once.
    /// </summary>
    /// <param name="plan">The batch.</param>
    /// <param name="summary">The outcome of the batch.</param>
    /// <param name="files">The files of all groups.</param>
    /// <param name="store">Holds the files of the batch.</param>
    /// <param name="prefix">The beginning of the names of all files of the data set in the store.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task FinishBatchAsync(
        BatchPlan plan,
        BatchSummary summary,
        DatasetPart files,
        IBlobStore store,
        string prefix,
        CancellationToken cancellationToken
    );
}

/// <summary>The files of a shard.</summary>
/// <param name="Files">
/// The contents by name. A name is unique in the batch and a valid <see cref="BlobName"/>.
/// </param>
/// <param name="Samples">The kept samples, in order.</param>
/// <param name="Candidates">The number of pairs that were judged.</param>
/// <param name="Ledger">
/// The counts, a JSON object that only <see cref="IShardStages.MergeLedgers"/> reads.
/// </param>
public sealed record ShardFiles(
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files,
    IReadOnlyList<SampleEntry> Samples,
    long Candidates,
    JsonElement Ledger
);

/// <summary>A kept sample and the location of its images.</summary>
/// <param name="Key">The sample's key in the data set.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Task">The name of the task.</param>
/// <param name="File">The tar file of the shard that contains the sample.</param>
/// <param name="Parts">
/// The sample's tar members, without the key and its dot: <c>input.png</c>, <c>target.png</c>...
/// </param>
public sealed record SampleEntry(string Key, string Instruction, string Task, string File, IReadOnlyList<string> Parts);

/// <summary>The outcome of a batch.</summary>
/// <param name="Shards">The number of written shards.</param>
/// <param name="Samples">The number of samples that were tried in the written shards.</param>
/// <param name="Candidates">The number of pairs that were judged in the written shards.</param>
/// <param name="Kept">The number of samples in the written shards.</param>
/// <param name="Ledger">The sum of the shards' ledgers. Null if there is none.</param>
/// <param name="Failed">The shards that failed.</param>
/// <param name="Cancelled">
/// Whether the batch was cancelled, so that the remaining shards were not tried.
/// </param>
public sealed record BatchSummary(
    long Shards,
    long Samples,
    long Candidates,
    long Kept,
    JsonElement? Ledger,
    IReadOnlyList<long> Failed,
    bool Cancelled
);
