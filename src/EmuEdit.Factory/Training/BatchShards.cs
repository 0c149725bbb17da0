using EmuEdit.Core;
using EmuEdit.Learning;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>Copies the shards of batches to folders, for trainers that read files.</summary>
/// <param name="blobs">The store of the batches.</param>
/// <param name="scratch">The parent of the folders.</param>
public sealed class BatchShards(IBlobStore blobs, string scratch) : ITrainingBatches
{
    private readonly BatchStore _store = new(blobs);
    private readonly string _folder = Path.Combine(scratch, "training-data");

    /// <inheritdoc/>
    public async Task<long?> CheckAsync(string id, CancellationToken cancellationToken = default) =>
        (await FindAsync(id, cancellationToken).ConfigureAwait(false)).Position?.Kept;

    private async Task<BatchDocument> FindAsync(string id, CancellationToken cancellationToken)
    {
        var batch = (await _store.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Document;
        if (batch is not { Deleted: false })
            throw new InvalidInputException($"data of batch '{id}'", "a batch of this server", "GET /api/batches lists them");
        if (batch.Finished is null)
            throw new InvalidInputException(
                $"data of batch '{id}', which is {batch.State.ToString().ToLowerInvariant()}",
                "a batch that has ended",
                "wait until the batch has ended, or cancel it"
            );
        return await ShardsAsync(id, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false)
            ? batch
            : throw new InvalidInputException($"data of batch '{id}', which kept nothing", "a batch with shards", "choose another batch");
    }

    /// <inheritdoc/>
    public async Task<string> FolderAsync(string id, CancellationToken cancellationToken = default)
    {
        var batch = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        // A batch that was deleted and made again, or resumed after failures, has different data.
        var folder = Path.Combine(_folder, $"{id}.{batch.Finished!.Value.UtcTicks:x}");
        if (Directory.Exists(folder))
            return folder;
        var arriving = Directory.CreateDirectory(folder + ".part").FullName;
        await foreach (var name in ShardsAsync(id, cancellationToken).ConfigureAwait(false))
            await File.WriteAllBytesAsync(
                    Path.Combine(arriving, Path.GetFileName(name)),
                    (await blobs.GetAsync(name, cancellationToken).ConfigureAwait(false)).Content,
                    cancellationToken
                )
                .ConfigureAwait(false);
        Directory.Move(arriving, folder);
        return folder;
    }

    /// <inheritdoc/>
    public void KeepOnly(IReadOnlyCollection<string> folders)
    {
        if (Directory.Exists(_folder))
            foreach (var other in Directory.EnumerateDirectories(_folder).Except(folders).ToList())
                Directory.Delete(other, recursive: true);
    }

    private IAsyncEnumerable<string> ShardsAsync(string id, CancellationToken cancellationToken) =>
        blobs.ListAsync(BatchFiles.Shards(id), cancellationToken).Where(n => n.EndsWith(".tar", StringComparison.Ordinal));
}
