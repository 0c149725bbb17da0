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
    public async Task<StoredBatch?> Find(string id, CancellationToken cancellation = default) =>
        await _documents.Find(BatchFiles.Document(id), cancellation).ConfigureAwait(false) is { } found ? new(found.Document, found.ETag) : null;

    /// <summary>A batch.</summary>
    /// <exception cref="BatchException">There is none, or it is being deleted.</exception>
    /// <inheritdoc cref="Find"/>
    public async Task<StoredBatch> Get(string id, CancellationToken cancellation = default) =>
        await Find(id, cancellation).ConfigureAwait(false) is { Document.Deleted: false } found ? found : throw BatchException.Missing(id);

    /// <summary>Writes the document of a new batch; where there is one already, that one stays.</summary>
    /// <returns>The document that is there now.</returns>
    /// <exception cref="BusyException">There are as many as may be.</exception>
    public async Task<StoredBatch> Add(BatchDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        await _quota.Take(cancellation).ConfigureAwait(false);
        return await Change(document.Plan.Id, there => there?.Document is { } other ? Alive(document.Plan.Id, other) : document, cancellation).ConfigureAwait(false);
    }

    /// <summary>Changes a document.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="change">Gives the new document, or the same one for no change; called again when another writer was faster.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BatchException">There is none, it is being deleted, or <paramref name="change"/> refuses.</exception>
    public async Task<StoredBatch> Update(string id, Func<BatchDocument, BatchDocument> change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await Change(id, there => change(Alive(id, there?.Document)), cancellation).ConfigureAwait(false);
    }

    /// <summary>All documents in the order of their ids, also of those that are being deleted.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    public async IAsyncEnumerable<BatchDocument> List(string? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var name in blobs.List(BatchFiles.Documents, cancellation).ConfigureAwait(false))
            if ((after is null || string.CompareOrdinal(name, BatchFiles.Document(after)) > 0) && await Find(name[BatchFiles.Documents.Length..^Ending.Length], cancellation).ConfigureAwait(false) is { } stored)
                yield return stored.Document;
    }

    /// <summary>Deletes all that there is of a batch, its document last.</summary>
    public async Task Delete(string id, CancellationToken cancellation = default)
    {
        await blobs.DeleteAll(BatchFiles.Folder(id), cancellation).ConfigureAwait(false);
        await blobs.Delete(BatchFiles.Document(id), cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether two plans are the same batch.</summary>
    internal static bool Same(BatchPlan a, BatchPlan b) => Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    internal async Task<ShardRecord?> FindRecord(ShardReference shard, CancellationToken cancellation) => await Find<ShardRecord>(BatchFiles.Record(shard), cancellation).ConfigureAwait(false);

    internal Task WriteRecord(ShardReference shard, ShardRecord record, CancellationToken cancellation) => blobs.Put(BatchFiles.Record(shard), Bytes(record), default, cancellation);

    /// <summary>The sum of the ledgers up to a generation; null for none.</summary>
    internal Task<JsonElement?> FindTotals(string batch, long generation, CancellationToken cancellation) => Find<JsonElement?>(BatchFiles.Totals(batch, generation), cancellation);

    internal Task WriteTotals(string batch, long generation, JsonElement totals, CancellationToken cancellation) => blobs.Put(BatchFiles.Totals(batch, generation), Bytes(totals), default, cancellation);

    /// <summary>Deletes what lay between the stages of a shard.</summary>
    internal Task DeleteWork(ShardReference shard, CancellationToken cancellation) => blobs.DeleteAll(BatchFiles.Work(shard), cancellation);

    /// <summary>The files that a shard's stages keep beside their outputs.</summary>
    internal StageFiles StageFiles(ShardReference shard) => new(blobs, BatchFiles.StageFiles(shard));

    private async Task<StoredBatch> Change(string id, Func<StoredDocument<BatchDocument>?, BatchDocument> change, CancellationToken cancellation)
    {
        var (document, etag) = await _documents.Update(BatchFiles.Document(id), change, cancellation).ConfigureAwait(false);
        return new(document, etag);
    }

    private static BatchDocument Alive(string id, BatchDocument? document) => document is { Deleted: false } ? document : throw BatchException.Missing(id);

    private async Task<T?> Find<T>(string name, CancellationToken cancellation) =>
        await blobs.Find(name, cancellation).ConfigureAwait(false) is { } blob ? Parse<T>(name, blob) : default;

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
