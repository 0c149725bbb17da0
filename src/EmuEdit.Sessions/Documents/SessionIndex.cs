using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace EmuEdit.Sessions;

/// <summary>
/// Sessions by age. When one was made never changes and is kept once it was read: a list costs the names of all documents, and reads those of its own sessions and of new ones.
/// May be used from several threads.
/// </summary>
/// <param name="store">Has them.</param>
internal sealed class SessionIndex(SessionStore store)
{
    private readonly ConcurrentDictionary<string, SessionPlace> _places = new(StringComparer.Ordinal);

    /// <summary>Sessions from the newest to the oldest, ended ones included.</summary>
    /// <param name="after">Only those after this place; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<Session> NewestAsync(SessionPlace? after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var places = await PlacesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var place in places.Where(p => after is null || p > after).Order())
            if (await store.FindAsync(place.Id, cancellationToken).ConfigureAwait(false) is { } stored)
                yield return stored.Session;
    }

    private async Task<List<SessionPlace>> PlacesAsync(CancellationToken cancellationToken)
    {
        var places = new List<SessionPlace>();
        await foreach (var id in store.IdsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_places.TryGetValue(id, out var place) && await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } stored)
                place = _places.GetOrAdd(id, new SessionPlace(stored.Session.Created, id));
            if (place.Id is not null)
                places.Add(place);
        }
        Forget(places);
        return places;
    }

    // Those that are gone for good.
    private void Forget(List<SessionPlace> places)
    {
        if (_places.Count == places.Count)
            return;
        var there = places.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _places.Keys.Where(id => !there.Contains(id)))
            _places.TryRemove(id, out _);
    }
}
