using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>
/// Stores the jobs of one kind in a blob store: one document per job (<c>KINDs/ID.json</c>),
/// and the files of its run (<c>KINDs/ID/run/</c>), so that any machine can continue it.
/// </summary>
/// <param name="blobs">The blob store.</param>
/// <param name="kind">The kind, one word.</param>
public sealed class JobStore(IBlobStore blobs, string kind) : Documents<JobDocument>(blobs, kind, $"{kind}s/")
{
    private const string Checkpoint = "checkpoint", PreviousCheckpoint = "checkpoint.previous";
    private const int MostJobs = 1000;

    private readonly DocumentQuota _quota = new(blobs, $"{kind}s/", MostJobs, $"{kind}s");

    /// <summary>Kind of the jobs.</summary>
    public string Kind => Noun;

    /// <summary>Returns the prefix of a job's blob names, except for its document.</summary>
    public string Folder(string id) => $"{Kind}s/{id}/";

    /// <summary>Converts a plan to the JSON that a document holds.</summary>
    public static JsonElement ToPlan<T>(T plan) => JsonSerializer.SerializeToElement(plan, DocumentJson.Options);

    /// <summary>Reads the plan of a document.</summary>
    public static T PlanOf<T>(JobDocument document) =>
        document.Plan.Deserialize<T>(DocumentJson.Options) ?? throw new DamagedBlobException(document.Id, "it contains no plan.");

    /// <summary>Writes the document of a new job.</summary>
    /// <exception cref="DocumentException">A job of this name exists.</exception>
    /// <exception cref="BusyException">The maximum number of jobs is reached.</exception>
    public async Task AddNewAsync(JobDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        await _quota.TakeAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(
                document.Id,
                there => there is null ? document : throw DocumentException.Conflict($"A {Kind} '{document.Id}' already exists."),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Returns a file of a job's run; null if it does not exist.</summary>
    public Task<Blob?> RunFileAsync(string id, string name, CancellationToken cancellationToken = default) =>
        Blobs.FindAsync(Run(id) + name, cancellationToken);

    /// <summary>Writes the files of a job's run to a folder.</summary>
    internal async Task FetchAsync(string id, ScratchFolder folder, CancellationToken cancellationToken)
    {
        await foreach (var name in Blobs.ListAsync(Run(id), cancellationToken).ConfigureAwait(false))
            if (await Blobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } blob)
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
            await Blobs
                .PutAsync(
                    Run(id) + file,
                    await File.ReadAllBytesAsync(Path.Combine(folder.Path, file), cancellationToken).ConfigureAwait(false),
                    default,
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override string FilesOf(string id) => Folder(id);

    private string Run(string id) => Folder(id) + "run/";
}
