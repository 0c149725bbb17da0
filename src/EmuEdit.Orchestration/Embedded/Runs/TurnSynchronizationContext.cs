namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Runs an orchestrator's code in turns, on the thread that delivers a fact, until the code waits again. A continuation from elsewhere
/// means that the code awaited something that the journal cannot record. Such a continuation is not run, but reported.
/// </summary>
/// <param name="reportForeign">Called on any thread for a continuation or call from outside a turn.</param>
internal sealed class TurnSynchronizationContext(Action reportForeign) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private volatile int _thread;

    /// <summary>Whether the caller is within the turn.</summary>
    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs one turn: the action and all continuations that follow from it.</summary>
    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            action();
            while (_queue.TryDequeue(out var next))
                next.Callback(next.State);
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Throws if the caller is outside the turn.</summary>
    public void Verify()
    {
        if (IsCurrent)
            return;
        reportForeign();
        throw new NonDeterministicOrchestrationException(
            "The orchestration context was used outside the orchestrator's turn, for example after "
                + "ConfigureAwait(false) or in Task.Run. An orchestrator may await only the tasks of its context."
        );
    }

    /// <summary>
    /// Runs an action if the caller is within the turn, and otherwise reports the call. For callbacks, which must not throw on threads that
    /// are not ours.
    /// </summary>
    public void Within(Action action)
    {
        if (IsCurrent)
            action();
        else
            reportForeign();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
            _queue.Enqueue((d, state));
        else
            reportForeign();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        Verify();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
