using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>
/// Stores the jobs of one kind in a blob store: one document per job (<c>KINDs/ID.json</c>),
/// and the files of its run (<c>KINDs/ID/run/</c>), so that any machine can continue it.
/// </summary>
/// <param name="blobs">The blob store.</param>
/// <param name="kind">The kind, one word.</param>
public sealed class JobStore(IBlobStore blobs, string kind)
{
    private const string Ending = ".json", Checkpoint = "checkpoint", PreviousCheckpoint = "checkpoint.previous";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private const int MostJobs = 1000;

    private readonly JsonDocuments<JobDocument> _documents = new(blobs, Json);
    private readonly DocumentQuota _quota = new(blobs, $"{kind}s/", MostJobs, $"{kind}s");

    /// <summary>Kind of the jobs.</summary>
    public string Kind => kind;

    /// <summary>The blob store.</summary>
    public IBlobStore Blobs => blobs;

    private string Documents => $"{kind}s/";

    /// <summary>Returns the prefix of a job's blob names, except for its document.</summary>
    public string Folder(string id) => $"{Documents}{id}/";

    /// <summary>Converts a plan to the JSON that a document holds.</summary>
    public static JsonElement ToPlan<T>(T plan) => JsonSerializer.SerializeToElement(plan, Json);

    /// <summary>Reads the plan of a document.</summary>
    public static T PlanOf<T>(JobDocument document) =>
        document.Plan.Deserialize<T>(Json) ?? throw new DamagedBlobException(document.Id, "it holds no plan.");

    /// <summary>Returns a job, even if it is being deleted; null if it does not exist.</summary>
    public async Task<JobDocument?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        (await _documents.FindAsync(NameOf(id), cancellationToken).ConfigureAwait(false))?.Document;

    /// <summary>Returns a job.</summary>
    /// <exception cref="JobException">The job does not exist, or is being deleted.</exception>
    public async Task<JobDocument> GetAsync(string id, CancellationToken cancellationToken = default) =>
        Alive(id, await FindAsync(id, cancellationToken).ConfigureAwait(false));

    /// <summary>Writes the document of a new job.</summary>
    /// <exception cref="JobException">A job of this name exists.</exception>
    /// <exception cref="BusyException">The maximum number of jobs is reached.</exception>
    public async Task AddAsync(JobDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        await _documents
            .UpdateAsync(
                NameOf(document.Id),
                there => there is null ? document : throw JobException.Conflict($"There is a {kind} '{document.Id}' already"),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Updates a document.</summary>
    /// <param name="id">Id of the job.</param>
    /// <param name="change">Returns the new document, or the same one for
    /// no change. It is called again if another writer was faster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobException">The job does not exist or is being
    /// deleted, or <paramref name="change"/> rejects the update.</exception>
    public async Task<JobDocument> UpdateAsync(
        string id,
        Func<JobDocument, JobDocument> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return (
            await _documents.UpdateAsync(NameOf(id), there => change(Alive(id, there?.Document)), cancellationToken).ConfigureAwait(false)
        ).Document;
    }

    /// <summary>Returns all documents in the order of their ids, including jobs that are being deleted.</summary>
    /// <param name="after">Returns only ids after this one. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<JobDocument> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var name in blobs.ListAsync(Documents, cancellationToken).ConfigureAwait(false))
            if (name.LastIndexOf('/') == Documents.Length - 1 && name.EndsWith(Ending, StringComparison.Ordinal)
                && (after is null || string.CompareOrdinal(name, NameOf(after)) > 0)
                && await FindAsync(name[Documents.Length..^Ending.Length], cancellationToken).ConfigureAwait(false) is { } found)
                yield return found;
    }

    /// <summary>Deletes all blobs of a job, its document last.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        await blobs.DeleteAllAsync(Folder(id), cancellationToken).ConfigureAwait(false);
        await blobs.DeleteAsync(NameOf(id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a file of a job's run; null if it does not exist.</summary>
    public Task<Blob?> RunFileAsync(string id, string name, CancellationToken cancellationToken = default) =>
        blobs.FindAsync(Run(id) + name, cancellationToken);

    /// <summary>Writes the files of a job's run to a folder.</summary>
    internal async Task FetchAsync(string id, ScratchFolder folder, CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(Run(id), cancellationToken).ConfigureAwait(false))
            if (await blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob)
            {
                var path = Path.Combine(folder.Path, name[Run(id).Length..]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, blob.Content, cancellationToken).ConfigureAwait(false);
            }
    }

    /// <summary>
    /// Stores the files of a folder as those of a job's run. Checkpoints come last:
    /// metrics of later steps are written again, but missing ones would be lost.
    /// </summary>
    internal async Task KeepAsync(string id, ScratchFolder folder, CancellationToken cancellationToken)
    {
        var files = folder.Files().Where(f => !Path.GetFileName(f).StartsWith(PreviousCheckpoint, StringComparison.Ordinal));
        foreach (var file in files.OrderBy(f => Path.GetFileName(f).StartsWith(Checkpoint, StringComparison.Ordinal)))
            await blobs
                .PutAsync(
                    Run(id) + file,
                    await File.ReadAllBytesAsync(Path.Combine(folder.Path, file), cancellationToken).ConfigureAwait(false),
                    default,
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    private string Run(string id) => Folder(id) + "run/";

    private string NameOf(string id) => Documents + id + Ending;

    private JobDocument Alive(string id, JobDocument? document) =>
        document is { Deleted: false } ? document : throw JobException.Missing($"{kind} '{id}'");
}
