using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Makes a data set from a batch's files in the store: Parquet files group by group, then the pages
/// and the manifest. The scratch folder holds the shards of at most one group.
/// </summary>
/// <param name="store">The store with the files.</param>
/// <param name="prefix">The prefix of the files' names.</param>
/// <param name="scratch">The parent of the scratch folders.</param>
internal sealed class BatchFinish(IBlobStore store, string prefix, string scratch)
{
    /// <summary>Writes the Parquet file of a group.</summary>
    public async Task<DatasetPart> WriteGroupAsync(ShardGroup group, CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder(scratch);
        var (shards, others) = (group.Files.Where(BatchFiles.IsShard).ToList(), group.Files.Where(f => !BatchFiles.IsShard(f)));
        foreach (var shard in shards)
            await FetchAsync(shard, folder, cancellationToken).ConfigureAwait(false);
        var data = ShardGroups.DataFile(group.Index, group.Total);
        var part = await ShardGroups.WriteAsync(folder.Path, shards, data, cancellationToken).ConfigureAwait(false);
        await StoreAsync(data, folder, cancellationToken).ConfigureAwait(false);
        var rejects = new List<CountedFile>();
        foreach (var file in others)
        {
            var path = await FetchAsync(file, folder, cancellationToken).ConfigureAwait(false);
            rejects.Add(CountedFile.Of(folder.Path, file, cancellationToken));
            File.Delete(path);
        }
        return DatasetPart.Sum([part, new(rejects, [])]);
    }

    /// <summary>Writes the pages, then the manifest.</summary>
    public async Task FinishAsync(DatasetPlan plan, Ledger ledger, DatasetPart files, CancellationToken cancellationToken)
    {
        using var pages = new ScratchFolder(scratch);
        using var shards = new ScratchFolder(scratch);
        string? shown = null;
        await DatasetFinisher.FinishAsync(pages.Path, plan, ledger, files, OpenAsync, null, cancellationToken).ConfigureAwait(false);
        foreach (var file in pages.Files().OrderBy(f => f == BatchFiles.ManifestName).ThenBy(f => f, StringComparer.Ordinal).ToList())
            await StoreAsync(file, pages, cancellationToken).ConfigureAwait(false);

        // Each shard replaces the previous one.
        async Task<string> OpenAsync(string shard, CancellationToken stop)
        {
            if (shown is not null)
                File.Delete(shown);
            return shown = await FetchAsync(shard, shards, stop).ConfigureAwait(false);
        }
    }

    private async Task<string> FetchAsync(string file, ScratchFolder folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var blob = await store.GetAsync(prefix + file, cancellationToken).ConfigureAwait(false);
        await File.WriteAllBytesAsync(path, blob.Content, cancellationToken).ConfigureAwait(false);
        return path;
    }

    private async Task StoreAsync(string file, ScratchFolder folder, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(folder.Path, file), cancellationToken).ConfigureAwait(false);
        await store.PutAsync(prefix + file, content, default, cancellationToken).ConfigureAwait(false);
    }
}
