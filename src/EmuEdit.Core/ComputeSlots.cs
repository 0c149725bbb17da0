using System.Diagnostics;

namespace EmuEdit.Core;

/// <summary>Who waits for a computation.</summary>
public enum ComputePriority
{
    /// <summary>A person waits: an edit.</summary>
    Interactive,

    /// <summary>Nobody waits: generating and filtering pairs, learning.</summary>
    Background,
}

/// <summary>
/// The one limit on how many model computations run at once in a process, whoever starts them.
/// Edits go first: background work gives way to them between two of its steps. Neither waits for
/// ever. An edit starts anyway after <see cref="EditPatience"/>, and background work runs one step
/// every <see cref="BackgroundPatience"/>. Thread-safe.
/// </summary>
public sealed class ComputeSlots
{
    private readonly object _lock = new();
    private readonly LinkedList<object> _edits = [], _background = [];
    private readonly int _count;
    private int _runningEdits, _runningBackground;

    /// <summary>Creates the slots, all of them free.</summary>
    /// <param name="count">How many computations run at once, at least 1.</param>
    /// <exception cref="InvalidInputException"><paramref name="count"/> is less than 1.</exception>
    public ComputeSlots(int count) =>
        _count = count >= 1 ? count : throw new InvalidInputException($"{count} computations at once", "at least 1");

    /// <summary>How long an edit waits for background work that does not give way; default 2 s.</summary>
    public TimeSpan EditPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long background work waits for its next step while edits keep coming; default 5 s.</summary>
    public TimeSpan BackgroundPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Number of computations that wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _edits.Count + _background.Count;
        }
    }

    /// <summary>
    /// Waits for a slot on the caller's thread. Callers of the same priority receive slots in the
    /// order in which they came.
    /// </summary>
    /// <returns>The slot. Dispose it to free it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Slot Enter(ComputePriority priority, CancellationToken cancellationToken = default)
    {
        Wait(priority, cancellationToken);
        return new(this, priority);
    }

    private void Wait(ComputePriority priority, CancellationToken cancellationToken)
    {
        var edit = priority is ComputePriority.Interactive;
        var (queue, patience, clock) = edit
            ? (_edits, EditPatience, Stopwatch.StartNew())
            : (_background, BackgroundPatience, Stopwatch.StartNew());
        using var wake = cancellationToken.UnsafeRegister(_ => Pulse(), null);
        lock (_lock)
        {
            var place = queue.AddLast(new object());
            try
            {
                // The clock is read once per turn: read twice, patience may end in between, and the wait would have no end.
                while (patience - clock.Elapsed is var left && (queue.First != place || !MayRun(edit, left <= TimeSpan.Zero)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Monitor.Wait(_lock, left > TimeSpan.Zero ? left : Timeout.InfiniteTimeSpan);
                }
                cancellationToken.ThrowIfCancellationRequested();
                _ = edit ? _runningEdits++ : _runningBackground++;
            }
            finally
            {
                queue.Remove(place);
                Monitor.PulseAll(_lock);
            }
        }
    }

    // A caller counts the slots of both kinds. Once it has waited long enough, it counts only those of its own kind.
    private bool MayRun(bool edit, bool patient) => edit
        ? _runningEdits < _count && (patient || _runningEdits + _runningBackground < _count)
        : _runningBackground < _count && (patient || _runningEdits + _runningBackground + _edits.Count < _count);

    private void Leave(ComputePriority priority)
    {
        lock (_lock)
        {
            _ = priority is ComputePriority.Interactive ? _runningEdits-- : _runningBackground--;
            Monitor.PulseAll(_lock);
        }
    }

    private void Pulse()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }

    private bool OthersWait
    {
        get
        {
            lock (_lock)
                return _edits.Count + _background.Count > 0 || _runningEdits + _runningBackground > _count;
        }
    }

    /// <summary>The slot of one running computation.</summary>
    public sealed class Slot : IDisposable
    {
        private readonly ComputeSlots _slots;
        private readonly ComputePriority _priority;
        private bool _left;

        internal Slot(ComputeSlots slots, ComputePriority priority) => (_slots, _priority) = (slots, priority);

        /// <summary>Lets those who wait go first. Returns at once when nobody waits.</summary>
        /// <exception cref="OperationCanceledException">
        /// <paramref name="cancellationToken"/> was cancelled; the slot is free.
        /// </exception>
        public void GiveWay(CancellationToken cancellationToken = default)
        {
            if (!_slots.OthersWait)
                return;
            Dispose();
            _slots.Wait(_priority, cancellationToken);
            _left = false;
        }

        /// <summary>Frees the slot.</summary>
        public void Dispose()
        {
            if (!_left)
                _slots.Leave(_priority);
            _left = true;
        }
    }
}
