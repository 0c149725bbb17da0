using System.Text.Json;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// What is done to a shard, stage by stage. Each stage is a function of its arguments and of what
/// the plan names (bundle, captions, language model with its recorded replies): called again, it
/// gives the same bytes. What is large, as pictures are, lies in files beside the outputs. Several
/// shards are at work at once.
/// </summary>
public interface IShardStages
{
    /// <summary>The name of the bundle that they work with.</summary>
    string BundleName { get; }

    /// <summary>Refuses a batch that cannot be made with this bundle.</summary>
    /// <exception cref="Core.InvalidInputException">
    /// It asks for a task that the bundle does not know or for another bundle, for captions without
    /// a language model, or for shards that do not fit into memory.
    /// </exception>
    void Check(BatchPlan plan);

    /// <summary>Writes the instructions of a shard's samples. Activity kind "llm".</summary>
    Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken);

    /// <summary>Draws the candidate pairs. Activity kind "pairs".</summary>
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

    /// <summary>Makes the files of a shard, and says what they hold.</summary>
    Task<ShardFiles> WriteShardAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        ReadOnlyMemory<byte> candidates,
        ReadOnlyMemory<byte> decisions,
        StageFiles files,
        CancellationToken cancellationToken
    );

    /// <summary>The sum of ledgers. It must not depend on their order, nor on which of them were summed before.</summary>
    /// <param name="ledgers">JSON, at least one.</param>
    JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers);

    /// <summary>Writes the Parquet file of a group of shards. Activity kind "data-files".</summary>
    /// <param name="group">The group.</param>
    /// <param name="store">Holds the files of the batch.</param>
    /// <param name="prefix">The beginning of the names of all files of the data set in the store.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The files of the group, with the Parquet file.</returns>
    Task<DatasetPart> WriteGroupAsync(ShardGroup group, IBlobStore store, string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Writes what belongs to the batch as a whole: card, funnel, manifest. Called when all groups
    /// are written, also of a cancelled batch, and perhaps again.
    /// </summary>
    /// <param name="plan">The batch.</param>
    /// <param name="summary">What became of it.</param>
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
/// <param name="Files">Contents by name; a name is unique in the batch and as <see cref="BlobName"/> says, without slashes.</param>
/// <param name="Samples">The kept samples, in order.</param>
/// <param name="Candidates">How many pairs were judged.</param>
/// <param name="Ledger">What is counted, a JSON object that only <see cref="IShardStages.MergeLedgers"/> reads.</param>
public sealed record ShardFiles(
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files,
    IReadOnlyList<SampleEntry> Samples,
    long Candidates,
    JsonElement Ledger
);

/// <summary>A kept sample, and where its pictures are.</summary>
/// <param name="Key">Its key in the data set.</param>
/// <param name="Instruction">Its instruction.</param>
/// <param name="Task">Its task's name.</param>
/// <param name="File">The tar file of the shard that has it.</param>
/// <param name="Parts">Its members there, without the key and a dot: <c>input.png</c>, <c>target.png</c>...</param>
public sealed record SampleEntry(string Key, string Instruction, string Task, string File, IReadOnlyList<string> Parts);

/// <summary>What became of a batch.</summary>
/// <param name="Shards">Shards that are written.</param>
/// <param name="Samples">Samples that were tried in them.</param>
/// <param name="Candidates">Pairs that were judged in them.</param>
/// <param name="Kept">Samples that they hold.</param>
/// <param name="Ledger">The sum of their ledgers; null where there is none.</param>
/// <param name="Failed">Shards that failed.</param>
/// <param name="Cancelled">Whether the batch was cancelled, so that the others were not tried.</param>
public sealed record BatchSummary(
    long Shards,
    long Samples,
    long Candidates,
    long Kept,
    JsonElement? Ledger,
    IReadOnlyList<long> Failed,
    bool Cancelled
);
