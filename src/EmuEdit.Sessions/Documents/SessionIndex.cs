using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace EmuEdit.Sessions;

/// <summary>
/// Lists sessions by age. The creation time of a session never changes, so it is kept in memory once it was read. A list reads the names of
/// all documents, but only the documents of listed and of new sessions. Safe for use from several threads.
/// </summary>
/// <param name="store">The store with the sessions.</param>
internal sealed class SessionIndex(SessionStore store)
{
    private readonly ConcurrentDictionary<string, SessionPlace> _places = new(StringComparer.Ordinal);

    /// <summary>Lists sessions from the newest to the oldest, including ended ones.</summary>
    /// <param name="after">Lists only sessions after this place. Null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<Session> NewestAsync(
        SessionPlace? after,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var places = await PlacesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var place in places.Where(p => after is null || p > after).Order())
            if (await store.FindAsync(place.Id, cancellationToken).ConfigureAwait(false) is { } stored)
                yield return stored.Document;
    }

    private async Task<List<SessionPlace>> PlacesAsync(CancellationToken cancellationToken)
    {
        var places = new List<SessionPlace>();
        await foreach (var id in store.IdsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_places.TryGetValue(id, out var place) && await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } stored)
                place = _places.GetOrAdd(id, new SessionPlace(stored.Document.Created, id));
            if (place.Id is not null)
                places.Add(place);
        }
        Forget(places);
        return places;
    }

    // Removes sessions whose documents were deleted.
    private void Forget(List<SessionPlace> places)
    {
        if (_places.Count == places.Count)
            return;
        var there = places.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _places.Keys.Where(id => !there.Contains(id)))
            _places.TryRemove(id, out _);
    }
}
