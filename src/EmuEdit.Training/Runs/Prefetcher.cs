using System.Collections.Concurrent;

namespace EmuEdit.Training.Runs;

/// <summary>
/// Makes items ahead of their use, in order, on one background thread. An item depends only on its
/// index, so the stream can start anywhere.
/// </summary>
internal sealed class Prefetcher<T> : IDisposable
{
    private readonly BlockingCollection<T> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;

    /// <param name="make">Makes an item from its index.</param>
    /// <param name="first">Index of the first item.</param>
    /// <param name="ahead">Number of items kept ready.</param>
    public Prefetcher(Func<long, T> make, long first, int ahead = 3)
    {
        _ready = new(ahead);
        _worker = Task.Factory.StartNew(() => Produce(make, first), TaskCreationOptions.LongRunning);
    }

    /// <summary>Waits for the next item and returns it. Rethrows an exception of the maker.</summary>
    public T Next(CancellationToken cancellationToken)
    {
        if (_ready.TryTake(out var item, Timeout.Infinite, cancellationToken))
            return item;
        _worker.GetAwaiter().GetResult();
        throw new InvalidOperationException("The stream of items ended.");
    }

    /// <summary>Stops the thread and waits for it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_worker).AsyncWaitHandle.WaitOne();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Produce(Func<long, T> make, long first)
    {
        try
        {
            for (var index = first; ; index++)
                _ready.Add(make(index), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
