using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>A session and its ETag at the time of reading.</summary>
/// <param name="Session">The document.</param>
/// <param name="ETag">Identifies this state of the document.</param>
public sealed record StoredSession(Session Session, string ETag);

/// <summary>
/// Sessions in a blob store: <c>sessions/ID.json</c> is the document, <c>pictures/ID/0.png</c> the source, <c>pictures/ID/N.png</c> and
/// <c>pictures/ID/N.changes.png</c> belong to turn N, and <c>pictures/ID/NAME.mask.png</c> is a mask.
/// </summary>
/// <param name="blobs">The blob store.</param>
public sealed class SessionStore(IBlobStore blobs)
{
    private const string Documents = "sessions/", Ending = ".json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly JsonDocuments<Session> _documents = new(blobs, Json);

    /// <summary>Reads a session, including one that has ended.</summary>
    /// <returns>The session, or null if it does not exist.</returns>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    /// <exception cref="BlobStoreException">The document cannot be read, or is damaged.</exception>
    public async Task<StoredSession?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await _documents.FindAsync(DocumentName(id), cancellationToken).ConfigureAwait(false) is { } found
            ? new(found.Document, found.ETag)
            : null;

    /// <summary>Reads a session, including one that has ended.</summary>
    /// <exception cref="SessionException">The session does not exist.</exception>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<StoredSession> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw SessionException.Missing(id);

    /// <summary>Limits the number of sessions.</summary>
    internal DocumentQuota Quota(int limit) => new(blobs, Documents, limit, "sessions");

    /// <summary>Writes a new session's document. If the document already exists, it is kept.</summary>
    public async Task<StoredSession> AddAsync(Session session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await ChangeAsync(session.Id, there => there?.Document ?? session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a session.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="change">
    /// Returns the new document, or the same object for no change. It is called again when another writer was first.
    /// </param>
    /// <param name="ifMatch">The ETag that the caller expects. Default null: any.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SessionException">The session does not exist, its ETag differs, or <paramref name="change"/> refuses.</exception>
    public async Task<StoredSession> UpdateAsync(
        string id,
        Func<Session, Session> change,
        string? ifMatch = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return await ChangeAsync(id, there =>
        {
            var (session, etag) = there ?? throw SessionException.Missing(id);
            var changed = change(session);
            return ifMatch is null || ifMatch == etag ? changed : throw SessionException.Changed(session);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists sessions in the order of their ids, including ended ones.</summary>
    /// <param name="after">Lists only ids after this one. Null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<Session> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var id in IdsAsync(cancellationToken).ConfigureAwait(false))
            if (string.CompareOrdinal(id, after) > 0 && await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } stored)
                yield return stored.Session;
    }

    /// <summary>Lists the ids of all sessions in their order, including ended ones.</summary>
    internal IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken = default) =>
        blobs.ListAsync(Documents, cancellationToken).Select(name => name[Documents.Length..^Ending.Length]);

    /// <summary>Deletes a session's document, its last part in the store.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        blobs.DeleteAsync(DocumentName(id), cancellationToken);

    /// <summary>Reads the PNG file of a turn. Turn 0 is the source.</summary>
    /// <exception cref="MissingBlobException">The file does not exist.</exception>
    public Task<Blob> ReadImageAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        blobs.GetAsync(ImageName(id, turn), cancellationToken);

    /// <summary>Reads the PNG file that shows the pixels that a turn changed in white.</summary>
    /// <inheritdoc cref="ReadImageAsync"/>
    public Task<Blob> ReadChangesAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        blobs.GetAsync(ChangesName(id, turn), cancellationToken);

    /// <summary>Reads the PNG file of a mask: white where the turns with this mask may change pixels.</summary>
    /// <inheritdoc cref="ReadImageAsync"/>
    public Task<Blob> ReadMaskAsync(string id, string mask, CancellationToken cancellationToken = default) =>
        blobs.GetAsync(MaskName(id, mask), cancellationToken);

    /// <summary>Writes the PNG file of a turn. Turn 0 is the source.</summary>
    public Task WriteImageAsync(string id, int turn, byte[] png, CancellationToken cancellationToken = default) =>
        blobs.PutAsync(ImageName(id, turn), png, default, cancellationToken);

    /// <summary>Writes the PNG file that shows the pixels that a turn changed.</summary>
    public Task WriteChangesAsync(string id, int turn, byte[] png, CancellationToken cancellationToken = default) =>
        blobs.PutAsync(ChangesName(id, turn), png, default, cancellationToken);

    /// <summary>Writes the PNG file of a mask.</summary>
    public Task WriteMaskAsync(string id, string mask, byte[] png, CancellationToken cancellationToken = default) =>
        blobs.PutAsync(MaskName(id, mask), png, default, cancellationToken);

    /// <summary>Deletes all images of a session.</summary>
    public Task DeleteImagesAsync(string id, CancellationToken cancellationToken = default) =>
        blobs.DeleteAllAsync(ImageFolder(id), cancellationToken);

    /// <summary>Returns the stored form of a document: JSON in UTF-8.</summary>
    internal static byte[] Serialize(Session session) => JsonSerializer.SerializeToUtf8Bytes(session, Json);

    private async Task<StoredSession> ChangeAsync(
        string id,
        Func<StoredDocument<Session>?, Session> change,
        CancellationToken cancellationToken
    )
    {
        var (session, etag) = await _documents.UpdateAsync(DocumentName(id), change, cancellationToken).ConfigureAwait(false);
        return new(session, etag);
    }

    private static string DocumentName(string id) => Documents + SessionId.Check(id) + Ending;

    private static string ImageFolder(string id) => $"pictures/{SessionId.Check(id)}/";

    private static string ImageName(string id, int turn) => $"{ImageFolder(id)}{turn}.png";

    private static string MaskName(string id, string mask) => $"{ImageFolder(id)}{mask}.mask.png";

    private static string ChangesName(string id, int turn) => $"{ImageFolder(id)}{turn}.changes.png";
}
