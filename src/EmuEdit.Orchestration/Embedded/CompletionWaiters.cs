namespace EmuEdit.Orchestration.Embedded;

/// <summary>Callers that wait for the end of an instance; nothing is kept of instances that nobody waits for.</summary>
internal sealed class CompletionWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = [];
    private bool _closed;

    /// <summary>Begins to wait. To miss nothing, begin, then look, then await.</summary>
    public TaskCompletionSource EnterAsync(string instance)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedEngine));
            if (!_waiting.TryGetValue(instance, out var sources))
                _waiting.Add(instance, sources = []);
            sources.Add(source);
        }
        return source;
    }

    /// <summary>Ends a wait that was begun.</summary>
    public void Leave(string instance, TaskCompletionSource source)
    {
        lock (_lock)
            if (_waiting.TryGetValue(instance, out var sources) && sources.Remove(source) && sources.Count == 0)
                _waiting.Remove(instance);
    }

    /// <summary>Tells those who wait for the instance.</summary>
    public void Signal(string instance)
    {
        lock (_lock)
            if (_waiting.Remove(instance, out var sources))
                sources.ForEach(source => source.SetResult());
    }

    /// <summary>Tells all that they wait in vain.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var source in _waiting.Values.SelectMany(sources => sources))
                source.SetException(new ObjectDisposedException(nameof(EmbeddedEngine)));
            _waiting.Clear();
        }
    }
}
