using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Storage;

namespace EmuEdit.Trainers;

/// <summary>The shards of batches in folders, for trainers that read files.</summary>
/// <param name="blobs">Has the batches.</param>
/// <param name="scratch">Where the folders are.</param>
internal sealed class BatchShards(IBlobStore blobs, string scratch)
{
    private readonly BatchStore _store = new(blobs);
    private readonly string _folder = Path.Combine(scratch, "training-data");

    /// <summary>Checks that a batch can be trained on: it is there and has ended.</summary>
    /// <exception cref="InvalidInputException">It is not there, still being made, or has no shards.</exception>
    public async Task<BatchDocument> CheckAsync(string id, CancellationToken cancellationToken)
    {
        var batch = (await _store.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Document;
        if (batch is not { Deleted: false })
            throw new InvalidInputException($"data of batch '{id}'", "a batch of this server", "GET /api/batches lists them");
        if (batch.Finished is null)
            throw new InvalidInputException($"data of batch '{id}', which is {batch.State.ToString().ToLowerInvariant()}", "a batch that has ended", "wait for its end, or cancel it");
        return await ShardsAsync(id, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false) ? batch : throw new InvalidInputException($"data of batch '{id}', which kept nothing", "a batch with shards", "choose another");
    }

    /// <summary>The folder of a batch's shards, fetched where it is not here yet.</summary>
    /// <exception cref="InvalidInputException">See <see cref="CheckAsync"/>.</exception>
    /// <exception cref="BlobStoreException">They cannot be read.</exception>
    public async Task<string> FolderAsync(string id, CancellationToken cancellationToken)
    {
        var batch = await CheckAsync(id, cancellationToken).ConfigureAwait(false);
        // A batch that was deleted and made again, or resumed after failures, is another data set.
        var folder = Path.Combine(_folder, $"{id}.{batch.Finished!.Value.UtcTicks:x}");
        if (Directory.Exists(folder))
            return folder;
        var arriving = Directory.CreateDirectory(folder + ".part").FullName;
        await foreach (var name in ShardsAsync(id, cancellationToken).ConfigureAwait(false))
            await File.WriteAllBytesAsync(Path.Combine(arriving, Path.GetFileName(name)), (await blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content, cancellationToken).ConfigureAwait(false);
        Directory.Move(arriving, folder);
        return folder;
    }

    /// <summary>Deletes the folders of all other batches.</summary>
    public void Keep(IReadOnlyCollection<string> folders)
    {
        if (Directory.Exists(_folder))
            foreach (var other in Directory.EnumerateDirectories(_folder).Except(folders).ToList())
                Directory.Delete(other, recursive: true);
    }

    private IAsyncEnumerable<string> ShardsAsync(string id, CancellationToken cancellationToken) => blobs.ListAsync(BatchFiles.Shards(id), cancellationToken).Where(n => n.EndsWith(".tar", StringComparison.Ordinal));
}
