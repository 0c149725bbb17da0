using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Limits the number of documents of a kind. It counts from time to time, so several processes may each exceed the limit by a hundred.
/// </summary>
/// <param name="blobs">The store of the documents.</param>
/// <param name="folder">
/// The prefix of the documents' names. The documents are the blobs directly in this folder that end in <c>.json</c>.
/// </param>
/// <param name="limit">The maximum number of documents.</param>
/// <param name="plural">The name of the documents in messages, in the plural.</param>
public sealed class DocumentQuota(IBlobStore blobs, string folder, int limit, string plural)
{
    private const string Ending = ".json";
    private const int Most = 100;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private int _room;

    /// <summary>Reserves room for one more document.</summary>
    /// <exception cref="BusyException">The limit is reached.</exception>
    /// <exception cref="BlobStoreException">The documents cannot be counted.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Decrement(ref _room) >= 0)
            return;
        var there = await blobs
            .ListAsync(folder, cancellationToken)
            .CountAsync(n => n.EndsWith(Ending, StringComparison.Ordinal) && n.LastIndexOf('/') == folder.Length - 1, cancellationToken)
            .ConfigureAwait(false);
        if (there >= limit)
            throw new BusyException($"There are {there} {plural}, and the maximum is {limit}; delete some", RetryAfter);
        Interlocked.Exchange(ref _room, Math.Min(limit - there - 1, Most));
    }
}
