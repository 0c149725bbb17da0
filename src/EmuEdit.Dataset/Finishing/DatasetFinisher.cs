using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Completes shards as a data set: writes Parquet files, ledger, funnel, samples and card, and last the manifest, which makes it complete.
/// It can be called again after a kill at any point, or once more, and gives the same bytes.
/// </summary>
public static class DatasetFinisher
{
    /// <summary>Completes a folder. Nobody else may write in it at the same time. Existing Parquet files are not written again.</summary>
    /// <param name="folder">
    /// The folder, with kept pairs in <c>shards/*.tar</c> and, when there are any, rejects in <c>rejects/</c> as <see cref="RejectWriter"/>
    /// writes them.
    /// </param>
    /// <param name="plan">The parameters of the batch.</param>
    /// <param name="ledger">Counts and costs of the batch; without stages when nothing was counted.</param>
    /// <param name="progress">Receives the name of each file when it is written; null for none.</param>
    /// <param name="cancellationToken">Cancels the work; another call continues it.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="InvalidInputException">
    /// There are no shards, a shard is broken, or the ledger's counts differ from the pairs.
    /// </exception>
    public static async Task<DatasetManifest> FinishAsync(
        string folder,
        DatasetPlan plan,
        Ledger ledger,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(ledger);
        var place = new DatasetFolder(folder);
        var shards = DatasetFolder.Files(place.Shards, ".tar");
        if (shards.Count == 0)
            throw new InvalidInputException($"no .tar file in {place.Shards}", "a folder of shards", "run the batch first");
        Reopen(place);
        var part = await WriteDataAsync(place, shards, progress, cancellationToken).ConfigureAwait(false);
        return await FinishAsync(folder, plan, ledger, part, Local, progress, cancellationToken).ConfigureAwait(false);

        Task<string> Local(string path, CancellationToken stop) => Task.FromResult(place[path]);
    }

    /// <summary>Writes the pages and the manifest of a data set whose shards, rejects and Parquet files may be elsewhere.</summary>
    /// <param name="folder">The folder. The manifest also lists other files that are there.</param>
    /// <param name="plan">The parameters of the batch.</param>
    /// <param name="ledger">Counts and costs of the batch; without stages when nothing was counted.</param>
    /// <param name="part">All shards, rejects and Parquet files.</param>
    /// <param name="open">
    /// Returns where a shard is on this machine. It is called for the shards whose pairs are shown
    /// in <c>samples.png</c>, at most 24. A file is read before the next is opened.
    /// </param>
    /// <param name="progress">Receives the name of each file when it is written; null for none.</param>
    /// <param name="cancellationToken">Cancels the work; another call continues it.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="InvalidInputException">The ledger's counts differ from the pairs, or a shard is broken.</exception>
    public static async Task<DatasetManifest> FinishAsync(
        string folder,
        DatasetPlan plan,
        Ledger ledger,
        DatasetPart part,
        Func<string, CancellationToken, Task<string>> open,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(open);
        var place = new DatasetFolder(folder);
        var samples = new DatasetSamples(part.Tasks.Values.Sum(), part.Rejected, part.Tasks);
        if (ledger.Counts.Stages.Count > 0 && ledger.Counts.Kept != samples.Kept)
            throw new InvalidInputException(
                $"data set {plan.Name} has {samples.Kept} pairs and the ledger counts {ledger.Counts.Kept}",
                "a ledger of these shards",
                "add up the ledgers of all of the shards, each once"
            );
        var pages = new DatasetPages(plan, ledger, samples, part);
        await foreach (var (name, content) in pages.AllAsync(open, cancellationToken).ConfigureAwait(false))
        {
            AtomicFile.Write(place[name], content);
            progress?.Report(name);
        }
        var manifest = DatasetManifest.Of(plan, samples, Files(place, part, cancellationToken));
        manifest.Write(place);
        progress?.Report(DatasetFolder.Manifest);
        return manifest;
    }

    // During the work the data set is not complete. Half-written files of a killed process are deleted.
    private static void Reopen(DatasetFolder place)
    {
        File.Delete(place[DatasetFolder.Manifest]);
        foreach (var file in place.Files().Where(f => f.EndsWith(AtomicFile.Partial, StringComparison.Ordinal)))
            File.Delete(place[file]);
    }

    private static async Task<DatasetPart> WriteDataAsync(
        DatasetFolder place,
        IReadOnlyList<string> shards,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        var groups = ShardGroups.Of(shards, s => new FileInfo(s).Length);
        var names = groups.Select((_, i) => ShardGroups.DataFile(i, groups.Count)).ToList();
        foreach (var stale in DatasetFolder.Files(place.Data, "").Where(f => !names.Contains(place.Relative(f))))
            File.Delete(stale);
        var parts = new List<DatasetPart>();
        foreach (var (name, group) in names.Zip(groups))
        {
            var paths = group.Select(place.Relative).ToList();
            parts.Add(await ShardGroups.WriteAsync(place.Path, paths, name, cancellationToken).ConfigureAwait(false));
            progress?.Report(name);
        }
        IEnumerable<string> rejects = [.. DatasetFolder.Files(place.Rejects, ".jsonl"), .. DatasetFolder.Files(place.Rejects, ".tar")];
        parts.Add(new([.. rejects.Select(r => CountedFile.Of(place.Path, place.Relative(r), cancellationToken))], []));
        return DatasetPart.Sum(parts);
    }

    private static List<DatasetFile> Files(DatasetFolder place, DatasetPart part, CancellationToken cancellationToken)
    {
        var known = part.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var files = part.Files.Select(f => f.ToFile()).ToList();
        files.AddRange(place.Files().Where(f => !known.Contains(f)).Select(f => DatasetFile.Of(place.Path, f, cancellationToken)));
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }
}
