using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>
/// Completes a folder of shards as a data set: writes Parquet files, ledger, funnel, samples and card, and last the manifest, which makes
/// it complete. It can be called again after a kill at any point, or once more, and gives the same bytes. Existing Parquet files are not
/// written again.
/// </summary>
public static class DatasetFinisher
{
    // Bytes of shards per Parquet file, as the Hugging Face hub advises.
    private const long FileBytes = 256L << 20;

    private static readonly SkiaCodec s_codec = new();

    /// <summary>Completes a folder. Nobody else may write in it at the same time.</summary>
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

        var hashes = shards.Select(s => DatasetFile.Of(folder, Path.GetRelativePath(folder, s), cancellationToken).Sha256).ToList();
        var samples = new DatasetSamples(
            0,
            CountRejected(place),
            await WriteDataAsync(place, shards, hashes, progress, cancellationToken).ConfigureAwait(false)
        );
        samples = samples with { Kept = samples.Tasks.Values.Sum() };
        if (ledger.Counts.Stages.Count > 0 && ledger.Counts.Kept != samples.Kept)
            throw new InvalidInputException(
                $"{place.Shards} has {samples.Kept} pairs and the ledger counts {ledger.Counts.Kept}",
                "a ledger of these shards",
                "add up the ledgers of all of the shards, each once"
            );

        foreach (var (name, content) in Pages(place, plan, ledger, samples, shards))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AtomicFile.Write(place[name], content());
            progress?.Report(name);
        }
        var manifest = DatasetManifest.Of(plan, samples, [.. place.Files().Select(f => DatasetFile.Of(folder, f, cancellationToken))]);
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

    private static async Task<NameMap<long>> WriteDataAsync(
        DatasetFolder place,
        IReadOnlyList<string> shards,
        List<string> hashes,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    )
    {
        var groups = Groups(shards);
        var names = groups.Select((_, i) => $"train-{i:00000}-of-{groups.Count:00000}.parquet").ToList();
        foreach (var stale in DatasetFolder.Files(place.Data, "").Where(f => !names.Contains(Path.GetFileName(f))))
            File.Delete(stale);
        var tasks = new NameMap<long>();
        foreach (var (name, group) in names.Zip(groups))
        {
            var made = NameMap.Of(group.Select(i => KeyValuePair.Create(Path.GetFileName(shards[i]), hashes[i])));
            tasks = NameMap.Plus(
                tasks,
                await ParquetFile
                    .WriteAsync(Path.Combine(place.Data, name), [.. group.Select(i => shards[i])], made, cancellationToken)
                    .ConfigureAwait(false)
            );
            progress?.Report($"data/{name}");
        }
        return tasks;
    }

    // Groups neighbouring shards, as many as fit.
    private static List<List<int>> Groups(IReadOnlyList<string> shards)
    {
        var (groups, bytes) = (new List<List<int>>(), FileBytes);
        foreach (var (i, shard) in shards.Index())
        {
            var length = new FileInfo(shard).Length;
            if (bytes + length > FileBytes)
            {
                groups.Add([]);
                bytes = 0;
            }
            groups[^1].Add(i);
            bytes += length;
        }
        return groups;
    }

    private static long CountRejected(DatasetFolder place) =>
        DatasetFolder.Files(place.Rejects, ".jsonl").Sum(f => File.ReadLines(f).LongCount());

    private static IEnumerable<(string Name, Func<byte[]> Content)> Pages(
        DatasetFolder place,
        DatasetPlan plan,
        Ledger ledger,
        DatasetSamples samples,
        IReadOnlyList<string> shards
    )
    {
        var dataBytes = DatasetFolder.Files(place.Data, "").Sum(f => new FileInfo(f).Length);
        yield return (DatasetFolder.Ledger, () => Json(ledger.Counts));
        yield return (DatasetFolder.Costs, () => Json(ledger.Costs));
        yield return (DatasetFolder.Funnel, () => s_codec.EncodePng(FunnelPage.Draw(plan.Name, ledger.Counts)));
        yield return (DatasetFolder.FunnelPage, () => Text(FunnelPage.Write(plan.Name, ledger.Counts)));
        yield return (DatasetFolder.CostPage, () => Text(CostPage.Write(plan.Name, ledger, plan.Currency)));
        yield return (DatasetFolder.Samples, () => s_codec.EncodePng(SampleSheet.Draw(shards, DatasetFolder.Files(place.Rejects, ".tar"))));
        yield return (DatasetFolder.Card, () => Text(DatasetCard.Write(plan, samples, ledger.Counts, dataBytes)));
    }

    private static byte[] Json<T>(T value) => Text(JsonSerializer.Serialize(value, DatasetJson.Page) + "\n");

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
