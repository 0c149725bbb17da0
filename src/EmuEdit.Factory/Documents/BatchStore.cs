using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A document as it was read.</summary>
/// <param name="Document">The document.</param>
/// <param name="ETag">Names this state of it.</param>
public sealed record StoredBatch(BatchDocument Document, string ETag);

/// <summary>Batches in a blob store, under the names of <see cref="BatchFiles"/>.</summary>
/// <param name="blobs">Holds them.</param>
public sealed class BatchStore(IBlobStore blobs)
{
    private const string Ending = ".json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private const int MostBatches = 10_000;

    private readonly JsonDocuments<BatchDocument> _documents = new(blobs, Json);
    private readonly DocumentQuota _quota = new(blobs, BatchFiles.Documents, MostBatches, "batches");

    /// <summary>The blobs.</summary>
    public IBlobStore Blobs => blobs;

    /// <summary>A batch, also one that is being deleted.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="BlobStoreException">It cannot be read, or is damaged.</exception>
    public async Task<StoredBatch?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await _documents.FindAsync(BatchFiles.Document(id), cancellationToken).ConfigureAwait(false) is { } found
            ? new(found.Document, found.ETag)
            : null;

    /// <summary>A batch.</summary>
    /// <exception cref="BatchException">There is none, or it is being deleted.</exception>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<StoredBatch> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) is { Document.Deleted: false } found
            ? found
            : throw BatchException.Missing(id);

    /// <summary>Whether there is a batch, and it is not being deleted.</summary>
    internal async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) is { Document.Deleted: false };

    /// <summary>Writes the document of a new batch; where there is one already, that one stays.</summary>
    /// <returns>The document that is there now.</returns>
    /// <exception cref="BusyException">There are as many as may be.</exception>
    public async Task<StoredBatch> AddAsync(BatchDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(
                document.Plan.Id,
                there => there?.Document is { } other ? Alive(document.Plan.Id, other) : document,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Changes a document.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="change">Gives the new document, or the same one for no change; called again when another writer was faster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatchException">There is none, it is being deleted, or <paramref name="change"/> refuses.</exception>
    public async Task<StoredBatch> UpdateAsync(
        string id,
        Func<BatchDocument, BatchDocument> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return await ChangeAsync(id, there => change(Alive(id, there?.Document)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All documents in the order of their ids, also of those that are being deleted.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    public async IAsyncEnumerable<BatchDocument> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var name in blobs.ListAsync(BatchFiles.Documents, cancellationToken).ConfigureAwait(false))
            if (
                (after is null || string.CompareOrdinal(name, BatchFiles.Document(after)) > 0)
                && await FindAsync(name[BatchFiles.Documents.Length..^Ending.Length], cancellationToken).ConfigureAwait(false) is { } stored
            )
                yield return stored.Document;
    }

    /// <summary>Deletes all that there is of a batch, its document last.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        await blobs.DeleteAllAsync(BatchFiles.Folder(id), cancellationToken).ConfigureAwait(false);
        await blobs.DeleteAsync(BatchFiles.Document(id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether two plans are the same batch.</summary>
    internal static bool Same(BatchPlan a, BatchPlan b) => Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    internal async Task<ShardRecord?> FindRecordAsync(ShardReference shard, CancellationToken cancellationToken) =>
        await FindAsync<ShardRecord>(BatchFiles.Record(shard), cancellationToken).ConfigureAwait(false);

    internal Task WriteRecordAsync(ShardReference shard, ShardRecord record, CancellationToken cancellationToken) =>
        blobs.PutAsync(BatchFiles.Record(shard), Bytes(record), default, cancellationToken);

    /// <summary>The sum of the ledgers up to a generation; null for none.</summary>
    internal Task<JsonElement?> FindTotalsAsync(string batch, long generation, CancellationToken cancellationToken) =>
        FindAsync<JsonElement?>(BatchFiles.Totals(batch, generation), cancellationToken);

    internal Task WriteTotalsAsync(string batch, long generation, JsonElement totals, CancellationToken cancellationToken) =>
        blobs.PutAsync(BatchFiles.Totals(batch, generation), Bytes(totals), default, cancellationToken);

    /// <summary>Deletes what lay between the stages of a shard.</summary>
    internal Task DeleteWorkAsync(ShardReference shard, CancellationToken cancellationToken) =>
        blobs.DeleteAllAsync(BatchFiles.Work(shard), cancellationToken);

    /// <summary>The files that a shard's stages keep beside their outputs.</summary>
    internal StageFiles StageFiles(ShardReference shard) => new(blobs, BatchFiles.StageFiles(shard));

    private async Task<StoredBatch> ChangeAsync(
        string id,
        Func<StoredDocument<BatchDocument>?, BatchDocument> change,
        CancellationToken cancellationToken
    )
    {
        var (document, etag) = await _documents.UpdateAsync(BatchFiles.Document(id), change, cancellationToken).ConfigureAwait(false);
        return new(document, etag);
    }

    private static BatchDocument Alive(string id, BatchDocument? document) =>
        document is { Deleted: false } ? document : throw BatchException.Missing(id);

    private async Task<T?> FindAsync<T>(string name, CancellationToken cancellationToken) =>
        await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob ? Parse<T>(name, blob) : default;

    private static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    private static T Parse<T>(string name, Blob blob)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(blob.Content.Span, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new DamagedBlobException(name, e.Message, e);
        }
    }
}
