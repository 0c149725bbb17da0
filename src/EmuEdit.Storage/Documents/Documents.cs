using System.Runtime.CompilerServices;
using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>A document of <see cref="Documents{T}"/>. A document is immutable: a change returns a new one.</summary>
public interface IDocument
{
    /// <summary>The document's id. It is part of the document's name in the store.</summary>
    string Id { get; }

    /// <summary>Whether the document is being deleted. Only the code that deletes still sees such a document. Default false.</summary>
    bool Deleted => false;
}

/// <summary>A document and its ETag at the time of reading.</summary>
/// <typeparam name="T">The document's type.</typeparam>
/// <param name="Document">The document.</param>
/// <param name="ETag">Identifies this state of the document.</param>
public sealed record StoredDocument<T>(T Document, string ETag);

/// <summary>
/// The documents of one kind in a blob store: one blob <c>FOLDER/ID.json</c> per document, and the files that belong to it. A change reads
/// the document and writes it back on condition that nobody else has changed it. Safe for use from several threads.
/// </summary>
/// <typeparam name="T">The document's type.</typeparam>
/// <param name="blobs">The blob store.</param>
/// <param name="noun">What a document is called in messages.</param>
/// <param name="folder">The prefix of the documents' names. It ends in a slash.</param>
public abstract class Documents<T>(IBlobStore blobs, string noun, string folder) where T : class, IDocument
{
    private const string Ending = ".json";

    /// <summary>The blob store.</summary>
    public IBlobStore Blobs => blobs;

    /// <summary>What a document is called in messages.</summary>
    public string Noun => noun;

    /// <summary>Reads a document, including one that is being deleted.</summary>
    /// <returns>The document, or null if it does not exist.</returns>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    /// <exception cref="BlobStoreException">The document cannot be read, or is damaged.</exception>
    public async Task<StoredDocument<T>?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        var name = NameOf(id);
        return await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob
            ? new(DocumentJson.Parse<T>(name, blob), blob.ETag)
            : null;
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="DocumentException">The document does not exist, or is being deleted.</exception>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<StoredDocument<T>> GetAsync(string id, CancellationToken cancellationToken = default) =>
        Existing(id, await FindAsync(id, cancellationToken).ConfigureAwait(false));

    /// <summary>Writes a new document. If a document with its id exists, that one is kept.</summary>
    /// <returns>The document that is stored now.</returns>
    /// <exception cref="BlobStoreException">The document cannot be written.</exception>
    public Task<StoredDocument<T>> AddAsync(T document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return WriteAsync(document.Id, there => there?.Document ?? document, cancellationToken);
    }

    /// <summary>Changes a document.</summary>
    /// <param name="id">The document's id.</param>
    /// <param name="change">
    /// Returns the new document, or the same object for no change. It may throw to refuse the change. It is called again when another
    /// writer was first.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The document may or may not have been written.</param>
    /// <returns>The current document.</returns>
    /// <exception cref="DocumentException">
    /// The document does not exist or is being deleted, or <paramref name="change"/> refuses.
    /// </exception>
    /// <exception cref="BlobStoreException">The document cannot be read or written, or is damaged.</exception>
    public Task<StoredDocument<T>> UpdateAsync(string id, Func<T, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(id, there => change(Existing(id, there).Document), cancellationToken);
    }

    /// <summary>Lists documents in the order of their names, including those that are being deleted.</summary>
    /// <param name="after">Lists only documents after this id. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    public async IAsyncEnumerable<T> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var last = after is null ? null : NameOf(after);
        await foreach (var id in IdsAsync(cancellationToken).ConfigureAwait(false))
            if (string.CompareOrdinal(NameOf(id), last) > 0 && await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } stored)
                yield return stored.Document;
    }

    /// <summary>Lists the ids of all documents in the order of their names.</summary>
    public IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken = default) =>
        blobs
            .ListAsync(folder, cancellationToken)
            .Where(name => name.EndsWith(Ending, StringComparison.Ordinal) && name.LastIndexOf('/') == folder.Length - 1)
            .Select(name => name[folder.Length..^Ending.Length]);

    /// <summary>Deletes the files of a document, and keeps the document.</summary>
    public Task DeleteFilesAsync(string id, CancellationToken cancellationToken = default) =>
        blobs.DeleteAllAsync(FilesOf(id), cancellationToken);

    /// <summary>Deletes the files of a document, and then the document. If it is interrupted, it can be called again.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        await DeleteFilesAsync(id, cancellationToken).ConfigureAwait(false);
        await blobs.DeleteAsync(NameOf(id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the prefix of the names of the files that belong to a document.</summary>
    protected abstract string FilesOf(string id);

    /// <summary>Checks an id. The default accepts every id that the store accepts in a name.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    protected virtual string CheckId(string id) => id;

    /// <summary>Returns the error for a document that does not exist.</summary>
    protected virtual DocumentException Missing(string id) => DocumentException.Missing(noun, id);

    /// <summary>Returns a document if it exists and is not being deleted.</summary>
    /// <exception cref="DocumentException">The document does not exist, or is being deleted.</exception>
    protected StoredDocument<T> Existing(string id, StoredDocument<T>? stored) =>
        stored is { Document.Deleted: false } ? stored : throw Missing(id);

    /// <summary>Changes a document, or writes a new one.</summary>
    /// <param name="id">The document's id.</param>
    /// <param name="change">
    /// Receives the current document, or null if it does not exist. See <see cref="UpdateAsync"/>.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The document may or may not have been written.</param>
    protected async Task<StoredDocument<T>> WriteAsync(
        string id,
        Func<StoredDocument<T>?, T> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var stored = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            var changed = change(stored);
            if (stored is not null && ReferenceEquals(changed, stored.Document))
                return stored;
            try
            {
                var condition = stored is null ? BlobCondition.IfMissing : BlobCondition.IfMatch(stored.ETag);
                var content = DocumentJson.ToBytes(changed);
                return new(changed, await blobs.PutAsync(NameOf(id), content, condition, cancellationToken).ConfigureAwait(false));
            }
            catch (StaleBlobException)
            {
                // Another writer was first, so the change is applied to what that writer wrote.
            }
        }
    }

    private string NameOf(string id) => folder + CheckId(id) + Ending;
}
