using EmuEdit.Core;
using EmuEdit.Http;
using EmuEdit.Storage;

namespace EmuEdit.Functions;

/// <summary>The two queues of the triggers. The Functions host does not create them, but waits until they exist.</summary>
internal static class BatchQueues
{
    /// <summary>Creates the missing queues.</summary>
    /// <param name="settings">The account and the names of the queues. Without an account of the Functions host, nothing is done.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why the queues could not be created, or null for success. A failure only affects batches by message.</returns>
    public static async Task<string?> MakeAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Queues is not { } account)
            return null;
        try
        {
            foreach (var name in new[] { settings.Queue, settings.PoisonQueue })
                await AzureWorkQueue.OpenAsync(account, name, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is BlobStoreException or InvalidInputException)
        {
            return $"Messages start no batches until queues '{settings.Queue}' and '{settings.PoisonQueue}' are there. {e.Message}";
        }
    }
}
