namespace EmuEdit.Orchestration.Embedded;

/// <summary>The callers that wait for an instance to end. Instances without waiting callers take no memory here.</summary>
internal sealed class CompletionWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiting = [];
    private bool _closed;

    /// <summary>Starts a wait. To miss no signal, call this first, then check the instance, then await.</summary>
    public TaskCompletionSource Enter(string instance)
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

    /// <summary>Ends a wait.</summary>
    public void Leave(string instance, TaskCompletionSource source)
    {
        lock (_lock)
            if (_waiting.TryGetValue(instance, out var sources) && sources.Remove(source) && sources.Count == 0)
                _waiting.Remove(instance);
    }

    /// <summary>Signals all callers that wait for the instance.</summary>
    public void Signal(string instance)
    {
        lock (_lock)
            if (_waiting.Remove(instance, out var sources))
                sources.ForEach(source => source.SetResult());
    }

    /// <summary>Fails all waits with an <see cref="ObjectDisposedException"/>, because the engine stops.</summary>
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
