namespace EmuEdit.Orchestration.Embedded;

/// <summary>The events of a run: events that nobody has read yet, and reads that wait for an event.</summary>
internal sealed class EventInbox
{
    private sealed record Waiter(string Name, TaskCompletionSource<string> Source);

    private readonly List<HistoryRecord> _unread = [];
    private readonly List<Waiter> _waiters = [];

    /// <summary>The unread events, in the order of their arrival.</summary>
    public IReadOnlyList<HistoryRecord> Unread => _unread;

    public bool HasWaiters => _waiters.Count > 0;

    public void Add(HistoryRecord raised)
    {
        var index = _waiters.FindIndex(w => Same(w.Name, raised.Name));
        if (index < 0)
        {
            _unread.Add(raised);
            return;
        }
        var waiter = _waiters[index];
        _waiters.RemoveAt(index);
        waiter.Source.SetResult(raised.Payload);
    }

    /// <summary>Returns the payload of the next event with a name.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <param name="turn">The turns of the run. A wait may be cancelled only within a turn.</param>
    public async Task<string> NextAsync(string name, TurnSynchronizationContext turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var index = _unread.FindIndex(e => Same(e.Name, name));
        if (index >= 0)
        {
            var payload = _unread[index].Payload;
            _unread.RemoveAt(index);
            return payload;
        }
        var waiter = new Waiter(name, new());
        _waiters.Add(waiter);
        using var registration = cancellationToken.Register(() => turn.Within(() =>
        {
            if (_waiters.Remove(waiter))
                waiter.Source.SetCanceled(cancellationToken);
        }));
        return await waiter.Source.Task;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
