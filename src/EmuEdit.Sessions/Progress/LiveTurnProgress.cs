namespace EmuEdit.Sessions;

/// <summary>Progress within this process. It holds the turns that run or are watched.</summary>
public sealed class LiveTurnProgress : ITurnProgress
{
    private sealed record Entry(TurnProgress? Progress)
    {
        // Waiters continue on other threads, because the reporter has an edit to make.
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly Dictionary<TurnReference, Entry> _turns = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(TurnReference turn, TurnProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        Entry? before;
        lock (_lock)
        {
            before = _turns.GetValueOrDefault(turn);
            _turns[turn] = new(progress with { Preview = progress.Preview ?? before?.Progress?.Preview });
        }
        before?.Changed.SetResult();
    }

    /// <inheritdoc/>
    public void Forget(TurnReference turn)
    {
        Entry? before;
        lock (_lock)
            _turns.Remove(turn, out before);
        before?.Changed.SetResult();
    }

    /// <inheritdoc/>
    public Task<TurnProgress?> FindAsync(TurnReference turn, CancellationToken cancellationToken = default) => Task.FromResult(Peek(turn));

    /// <summary>Returns the last report without a task.</summary>
    internal TurnProgress? Peek(TurnReference turn)
    {
        lock (_lock)
            return _turns.GetValueOrDefault(turn)?.Progress;
    }

    /// <inheritdoc/>
    public Task ChangedAsync(TurnReference turn)
    {
        lock (_lock)
        {
            if (!_turns.TryGetValue(turn, out var entry))
                _turns[turn] = entry = new(null);
            return entry.Changed.Task;
        }
    }
}
