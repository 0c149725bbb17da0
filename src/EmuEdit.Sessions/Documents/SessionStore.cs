using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Sessions in a blob store: <c>sessions/ID.json</c> is the document, <c>pictures/ID/0.png</c> the source, <c>pictures/ID/N.png</c> and
/// <c>pictures/ID/N.changes.png</c> belong to turn N, and <c>pictures/ID/NAME.mask.png</c> is a mask.
/// </summary>
/// <param name="blobs">The blob store.</param>
public sealed class SessionStore(IBlobStore blobs) : Documents<Session>(blobs, "session", Folder)
{
    private const string Folder = "sessions/";

    /// <summary>Limits the number of sessions.</summary>
    internal DocumentQuota Quota(int limit) => new(Blobs, Folder, limit, "sessions");

    /// <summary>Changes a session.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="change">Returns the new document, or the same object for no change. It may be called again.</param>
    /// <param name="ifMatch">The ETag that the caller expects. Null for any.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SessionException">The session does not exist, its ETag differs, or <paramref name="change"/> refuses.</exception>
    public Task<StoredDocument<Session>> UpdateAsync(
        string id,
        Func<Session, Session> change,
        string? ifMatch,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(id, there =>
        {
            var (session, etag) = Existing(id, there);
            var changed = change(session);
            return ifMatch is null || ifMatch == etag ? changed : throw SessionException.Changed(session);
        }, cancellationToken);
    }

    /// <summary>Reads the PNG file of a turn. Turn 0 is the source.</summary>
    /// <exception cref="MissingBlobException">The file does not exist.</exception>
    public Task<Blob> ReadImageAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        Blobs.GetAsync(ImageName(id, turn), cancellationToken);

    /// <summary>Reads the PNG file that shows the pixels that a turn changed in white.</summary>
    /// <inheritdoc cref="ReadImageAsync"/>
    public Task<Blob> ReadChangesAsync(string id, int turn, CancellationToken cancellationToken = default) =>
        Blobs.GetAsync(ChangesName(id, turn), cancellationToken);

    /// <summary>Reads the PNG file of a mask: white where the turns with this mask may change pixels.</summary>
    /// <inheritdoc cref="ReadImageAsync"/>
    public Task<Blob> ReadMaskAsync(string id, string mask, CancellationToken cancellationToken = default) =>
        Blobs.GetAsync(MaskName(id, mask), cancellationToken);

    /// <summary>Writes the PNG file of a turn. Turn 0 is the source.</summary>
    public Task WriteImageAsync(string id, int turn, byte[] png, CancellationToken cancellationToken = default) =>
        Blobs.PutAsync(ImageName(id, turn), png, default, cancellationToken);

    /// <summary>Writes the PNG file that shows the pixels that a turn changed.</summary>
    public Task WriteChangesAsync(string id, int turn, byte[] png, CancellationToken cancellationToken = default) =>
        Blobs.PutAsync(ChangesName(id, turn), png, default, cancellationToken);

    /// <summary>Writes the PNG file of a mask.</summary>
    public Task WriteMaskAsync(string id, string mask, byte[] png, CancellationToken cancellationToken = default) =>
        Blobs.PutAsync(MaskName(id, mask), png, default, cancellationToken);

    /// <inheritdoc/>
    protected override string CheckId(string id) => SessionId.Check(id);

    /// <inheritdoc/>
    protected override string FilesOf(string id) => $"pictures/{SessionId.Check(id)}/";

    /// <inheritdoc/>
    protected override DocumentException Missing(string id) => SessionException.Missing(id);

    private string ImageName(string id, int turn) => $"{FilesOf(id)}{turn}.png";

    private string MaskName(string id, string mask) => $"{FilesOf(id)}{mask}.mask.png";

    private string ChangesName(string id, int turn) => $"{FilesOf(id)}{turn}.changes.png";
}
