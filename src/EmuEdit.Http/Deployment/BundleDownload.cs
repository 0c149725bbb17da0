using System.Security.Cryptography;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Http;

/// <summary>
/// Downloads a bundle from a storage account to a folder. A folder that already contains the bundle is not changed. Files of any size are
/// written as they arrive, and their hashes are checked. The folder appears complete or not at all.
/// </summary>
public static class BundleDownload
{
    private const int AtOnce = 4;

    /// <summary>Downloads the bundle that the settings name. Does nothing if they name none.</summary>
    /// <param name="settings">The source and the folder of the bundle.</param>
    /// <param name="cancellationToken">Stops the download. The folder then does not exist.</param>
    /// <exception cref="InvalidInputException">The bundle does not exist, or the folder contains something else.</exception>
    /// <exception cref="BlobStoreException">The account cannot be reached, refuses the request, or contains a damaged file.</exception>
    public static async Task RunAsync(HostSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.BundleSource is not { } source)
            return;
        var what = $"The bundle {source.Container}/{source.Name} cannot be fetched";
        try
        {
            await RunAsync(
                    Container(settings.Blobs, source.Container),
                    source.Name,
                    Path.GetFullPath(settings.BundleFolder),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new InvalidInputException(
                $"no bundle '{source.Name}' in the container '{source.Container}'",
                "a bundle that was uploaded as a whole",
                "upload it with infra/upload-models.sh"
            );
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            throw new BlobStoreException($"{what}: {e.Message.Split('\n')[0].TrimEnd()}", e);
        }
    }

    private static BlobContainerClient Container(string account, string container) => Uri.TryCreate(account, UriKind.Absolute, out var url)
        ? new(new Uri(url, container), new DefaultAzureCredential())
        : new(account, container);

    private static async Task RunAsync(BlobContainerClient container, string name, string folder, CancellationToken cancellationToken)
    {
        var manifest = (
            await container.GetBlobClient($"{name}/{BundleManifest.File}").DownloadContentAsync(cancellationToken).ConfigureAwait(false)
        ).Value.Content.ToString();
        if (Holds(folder, manifest))
            return;
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        await Parallel
            .ForEachAsync(
                BundleManifest.Read(manifest),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (entry, stop) =>
                    await FetchAsync(container.GetBlobClient($"{name}/{entry.File}"), Path.Combine(partial, entry.File), entry.Hash, stop)
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(partial, BundleManifest.File), manifest, cancellationToken).ConfigureAwait(false);
        Directory.Move(partial, folder);
    }

    // A name stands for one bundle for ever, so a folder with another manifest has another purpose.
    private static bool Holds(string folder, string manifest)
    {
        if (!Directory.Exists(folder))
            return false;
        var there = Path.Combine(folder, BundleManifest.File);
        return File.Exists(there) && File.ReadAllText(there) == manifest
            ? true
            : throw new InvalidInputException(
                $"the folder {folder}, which holds something else than the bundle",
                "a folder that is not there yet, or holds the same bundle",
                "name another folder, or delete it"
            );
    }

    private static async Task FetchAsync(BlobClient blob, string path, string hash, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (await blob.DownloadToAsync(path, cancellationToken).ConfigureAwait(false)).Dispose();
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) != hash)
                throw new DamagedBlobException(blob.Name, $"its hash differs from that in {BundleManifest.File}.");
    }
}
