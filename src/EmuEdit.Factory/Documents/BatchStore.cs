using System.Text.Json;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>Batches in a blob store, under the names of <see cref="BatchFiles"/>.</summary>
/// <param name="blobs">The blob store.</param>
public sealed class BatchStore(IBlobStore blobs) : Documents<BatchDocument>(blobs, "batch", BatchFiles.Documents)
{
    private const int MostBatches = 10_000;

    /// <summary>Limits the number of batches.</summary>
    internal DocumentQuota Quota { get; } = new(blobs, BatchFiles.Documents, MostBatches, "batches");

    /// <inheritdoc/>
    protected override string CheckId(string id) => BatchId.Check(id);

    /// <inheritdoc/>
    protected override string FilesOf(string id) => BatchFiles.Folder(id);

    /// <summary>Whether a batch exists and is not being deleted.</summary>
    internal async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) is { Document.Deleted: false };

    /// <summary>Whether two plans are the same batch.</summary>
    internal static bool Same(BatchPlan a, BatchPlan b) => DocumentJson.ToBytes(a).AsSpan().SequenceEqual(DocumentJson.ToBytes(b));

    internal Task<ShardRecord?> FindRecordAsync(ShardReference shard, CancellationToken cancellationToken) =>
        FindAsync<ShardRecord>(BatchFiles.Record(shard), cancellationToken);

    internal Task WriteRecordAsync(ShardReference shard, ShardRecord record, CancellationToken cancellationToken) =>
        Blobs.PutAsync(BatchFiles.Record(shard), DocumentJson.ToBytes(record), default, cancellationToken);

    /// <summary>Reads the sum of the ledgers up to a generation. Null if there is none.</summary>
    internal Task<JsonElement?> FindTotalsAsync(string batch, long generation, CancellationToken cancellationToken) =>
        FindAsync<JsonElement?>(BatchFiles.Totals(batch, generation), cancellationToken);

    internal Task WriteTotalsAsync(string batch, long generation, JsonElement totals, CancellationToken cancellationToken) =>
        Blobs.PutAsync(BatchFiles.Totals(batch, generation), DocumentJson.ToBytes(totals), default, cancellationToken);

    /// <summary>Deletes the files between the stages of a shard.</summary>
    internal Task DeleteWorkAsync(ShardReference shard, CancellationToken cancellationToken) =>
        Blobs.DeleteAllAsync(BatchFiles.Work(shard), cancellationToken);

    /// <summary>The files that a shard's stages store beside their outputs.</summary>
    internal StageFiles StageFiles(ShardReference shard) => new(Blobs, BatchFiles.StageFiles(shard));

    private async Task<T?> FindAsync<T>(string name, CancellationToken cancellationToken) =>
        await Blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? DocumentJson.Parse<T>(name, blob) : default;
}
