using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>A session as it was read.</summary>
/// <param name="Session">The document.</param>
/// <param name="ETag">Names this state of it.</param>
public sealed record StoredSession(Session Session, string ETag);

/// <summary>
/// Sessions in a blob store: <c>sessions/ID.json</c> the document, <c>pictures/ID/0.png</c> the source, <c>pictures/ID/N.png</c> and
/// <c>pictures/ID/N.changes.png</c> turn N.
/// </summary>
/// <param name="blobs">Holds them.</param>
public sealed class SessionStore(IBlobStore blobs)
{
    private const string Documents = "sessions/", Ending = ".json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly JsonDocuments<Session> _documents = new(blobs, Json);

    /// <summary>A session, also one that has ended.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="BlobStoreException">It cannot be read, or is damaged.</exception>
    public async Task<StoredSession?> Find(string id, CancellationToken cancellation = default) =>
        await _documents.Find(DocumentName(id), cancellation).ConfigureAwait(false) is { } found ? new(found.Document, found.ETag) : null;

    /// <summary>A session, also one that has ended.</summary>
    /// <exception cref="SessionException">There is none.</exception>
    /// <inheritdoc cref="Find"/>
    public async Task<StoredSession> Get(string id, CancellationToken cancellation = default) =>
        await Find(id, cancellation).ConfigureAwait(false) ?? throw SessionException.Missing(id);

    /// <summary>Bounds how many sessions there are.</summary>
    internal DocumentQuota Quota(int limit) => new(blobs, Documents, limit, "sessions");

    /// <summary>Writes a new session's document; where there is one already, that one stays.</summary>
    public async Task<StoredSession> Add(Session session, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await Change(session.Id, there => there?.Document ?? session, cancellation).ConfigureAwait(false);
    }

    /// <summary>Changes a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="change">Gives the new document, or the same one for no change; called again when another writer was faster.</param>
    /// <param name="ifMatch">The ETag that the caller knows; null, the default, for any.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="SessionException">There is none, its ETag is another, or <paramref name="change"/> refuses.</exception>
    public async Task<StoredSession> Update(string id, Func<Session, Session> change, string? ifMatch = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await Change(id, there =>
        {
            var (session, etag) = there ?? throw SessionException.Missing(id);
            var changed = change(session);
            return ifMatch is null || ifMatch == etag ? changed : throw SessionException.Changed(session);
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sessions in the order of their ids, ended ones included.</summary>
    /// <param name="after">Only ids after this one; null for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async IAsyncEnumerable<Session> List(string? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var name in blobs.List(Documents, cancellation).ConfigureAwait(false))
        {
            var id = name[Documents.Length..^Ending.Length];
            if (string.CompareOrdinal(id, after) > 0 && await Find(id, cancellation).ConfigureAwait(false) is { } stored)
                yield return stored.Session;
        }
    }

    /// <summary>Deletes a session's document, the last that is left of it.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) => blobs.Delete(DocumentName(id), cancellation);

    /// <summary>The PNG file of a turn; turn 0 is the source.</summary>
    /// <exception cref="MissingBlobException">It is not there.</exception>
    public Task<Blob> ReadPicture(string id, int turn, CancellationToken cancellation = default) => blobs.Get(PictureName(id, turn), cancellation);

    /// <summary>The PNG file of the pixels that a turn changed: white where it did.</summary>
    /// <inheritdoc cref="ReadPicture"/>
    public Task<Blob> ReadChanges(string id, int turn, CancellationToken cancellation = default) => blobs.Get(ChangesName(id, turn), cancellation);

    /// <summary>Writes the PNG file of a turn; turn 0 is the source.</summary>
    public Task WritePicture(string id, int turn, byte[] png, CancellationToken cancellation = default) => blobs.Put(PictureName(id, turn), png, default, cancellation);

    /// <summary>Writes the PNG file of the pixels that a turn changed.</summary>
    public Task WriteChanges(string id, int turn, byte[] png, CancellationToken cancellation = default) => blobs.Put(ChangesName(id, turn), png, default, cancellation);

    /// <summary>Deletes all pictures of a session.</summary>
    public Task DeletePictures(string id, CancellationToken cancellation = default) => blobs.DeleteAll(PictureFolder(id), cancellation);

    /// <summary>The document as it is stored: JSON in UTF-8.</summary>
    internal static byte[] Serialize(Session session) => JsonSerializer.SerializeToUtf8Bytes(session, Json);

    private async Task<StoredSession> Change(string id, Func<StoredDocument<Session>?, Session> change, CancellationToken cancellation)
    {
        var (session, etag) = await _documents.Update(DocumentName(id), change, cancellation).ConfigureAwait(false);
        return new(session, etag);
    }

    private static string DocumentName(string id) => Documents + SessionId.Check(id) + Ending;

    private static string PictureFolder(string id) => $"pictures/{SessionId.Check(id)}/";

    private static string PictureName(string id, int turn) => $"{PictureFolder(id)}{turn}.png";

    private static string ChangesName(string id, int turn) => $"{PictureFolder(id)}{turn}.changes.png";
}
