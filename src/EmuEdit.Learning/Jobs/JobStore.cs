using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>
/// The jobs of one kind in a blob store: a document each (<c>KINDs/ID.json</c>), and the files of its run (<c>KINDs/ID/run/</c>), so that any machine can go on
/// with it.
/// </summary>
/// <param name="blobs">Holds them.</param>
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

    /// <summary>The kind.</summary>
    public string Kind => kind;

    /// <summary>The blobs.</summary>
    public IBlobStore Blobs => blobs;

    private string Documents => $"{kind}s/";

    /// <summary>What the names of a job's blobs begin with, its document's apart.</summary>
    public string Folder(string id) => $"{Documents}{id}/";

    /// <summary>A plan as a document holds it.</summary>
    public static JsonElement ToPlan<T>(T plan) => JsonSerializer.SerializeToElement(plan, Json);

    /// <summary>The plan of a document.</summary>
    public static T PlanOf<T>(JobDocument document) => document.Plan.Deserialize<T>(Json) ?? throw new DamagedBlobException(document.Id, "it holds no plan.");

    /// <summary>A job, also one that is being deleted; null where there is none.</summary>
    public async Task<JobDocument?> FindAsync(string id, CancellationToken cancellationToken = default) => (await _documents.FindAsync(NameOf(id), cancellationToken).ConfigureAwait(false))?.Document;

    /// <summary>A job.</summary>
    /// <exception cref="JobException">There is none, or it is being deleted.</exception>
    public async Task<JobDocument> GetAsync(string id, CancellationToken cancellationToken = default) => Alive(id, await FindAsync(id, cancellationToken).ConfigureAwait(false));

    /// <summary>Writes the document of a new job.</summary>
    /// <exception cref="JobException">There is one of its name.</exception>
    /// <exception cref="BusyException">There are as many as may be.</exception>
    public async Task AddAsync(JobDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        await _documents.UpdateAsync(NameOf(document.Id), there => there is null ? document : throw JobException.Conflict($"There is a {kind} '{document.Id}' already"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a document.</summary>
    /// <param name="id">The job.</param>
    /// <param name="change">Gives the new document, or the same one for no change; called again when another writer was faster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobException">There is none, it is being deleted, or <paramref name="change"/> refuses.</exception>
    public async Task<JobDocument> UpdateAsync(string id, Func<JobDocument, JobDocument> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return (await _documents.UpdateAsync(NameOf(id), there => change(Alive(id, there?.Document)), cancellationToken).ConfigureAwait(false)).Document;
    }

    /// <summary>All documents in the order of their ids, also of jobs that are being deleted.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<JobDocument> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var name in blobs.ListAsync(Documents, cancellationToken).ConfigureAwait(false))
            if (name.LastIndexOf('/') == Documents.Length - 1 && name.EndsWith(Ending, StringComparison.Ordinal)
                && (after is null || string.CompareOrdinal(name, NameOf(after)) > 0)
                && await FindAsync(name[Documents.Length..^Ending.Length], cancellationToken).ConfigureAwait(false) is { } found)
                yield return found;
    }

    /// <summary>Deletes all that there is of a job, its document last.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        await blobs.DeleteAllAsync(Folder(id), cancellationToken).ConfigureAwait(false);
        await blobs.DeleteAsync(NameOf(id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file of a job's run; null where there is none.</summary>
    public Task<Blob?> RunFileAsync(string id, string name, CancellationToken cancellationToken = default) => blobs.FindAsync(Run(id) + name, cancellationToken);

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

    /// <summary>Keeps the files of a folder as those of a job's run. Checkpoints come last: metrics of later steps are made again, missing ones would be lost.</summary>
    internal async Task KeepAsync(string id, ScratchFolder folder, CancellationToken cancellationToken)
    {
        var files = folder.Files().Where(f => !Path.GetFileName(f).StartsWith(PreviousCheckpoint, StringComparison.Ordinal));
        foreach (var file in files.OrderBy(f => Path.GetFileName(f).StartsWith(Checkpoint, StringComparison.Ordinal)))
            await blobs.PutAsync(Run(id) + file, await File.ReadAllBytesAsync(Path.Combine(folder.Path, file), cancellationToken).ConfigureAwait(false), default, cancellationToken).ConfigureAwait(false);
    }

    private string Run(string id) => Folder(id) + "run/";

    private string NameOf(string id) => Documents + id + Ending;

    private JobDocument Alive(string id, JobDocument? document) => document is { Deleted: false } ? document : throw JobException.Missing($"{kind} '{id}'");
}
