using EmuEdit.Core;
using EmuEdit.Http;
using EmuEdit.Storage;

namespace EmuEdit.Functions;

/// <summary>The two queues of the triggers. The Functions host makes neither: it waits until somebody has.</summary>
internal static class BatchQueues
{
    /// <summary>Makes those that are missing.</summary>
    /// <param name="settings">Where they are, and their names; without an account of the Functions host nothing is done.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why that failed, which stops nothing but batches by message; null where it did not.</returns>
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
