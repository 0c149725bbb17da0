using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>Bounds how many documents of a kind there are. It counts now and then: several processes may go over it by a hundred each.</summary>
/// <param name="blobs">Has them.</param>
/// <param name="folder">What their names begin with; the documents are those that end in <c>.json</c> right in it.</param>
/// <param name="limit">Most documents.</param>
/// <param name="plural">What they are called.</param>
public sealed class DocumentQuota(IBlobStore blobs, string folder, int limit, string plural)
{
    private const string Ending = ".json";
    private const int Most = 100;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private int _room;

    /// <summary>Takes room for one more.</summary>
    /// <exception cref="BusyException">There is none.</exception>
    /// <exception cref="BlobStoreException">They cannot be counted.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Decrement(ref _room) >= 0)
            return;
        var there = await blobs.ListAsync(folder, cancellationToken).CountAsync(n => n.EndsWith(Ending, StringComparison.Ordinal) && n.LastIndexOf('/') == folder.Length - 1, cancellationToken).ConfigureAwait(false);
        if (there >= limit)
            throw new BusyException($"There are {there} {plural}, and no more than {limit} may be; delete some", RetryAfter);
        Interlocked.Exchange(ref _room, Math.Min(limit - there - 1, Most));
    }
}
