namespace EmuEdit.Instructions;

/// <summary>One holder at a time for each key.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Turn> _turns = [];

    /// <summary>Waits until nobody else holds the key.</summary>
    /// <returns>To be disposed of when done.</returns>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Turn? turn;
        lock (_turns)
        {
            if (!_turns.TryGetValue(key, out turn))
                _turns.Add(key, turn = new());
            turn.Users++;
        }
        try
        {
            await turn.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, turn);
            throw;
        }
        return new Holder(this, key, turn);
    }

    private void Leave(string key, Turn turn)
    {
        lock (_turns)
            if (--turn.Users == 0)
            {
                _turns.Remove(key);
                turn.Semaphore.Dispose();
            }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Semaphore { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Holder(KeyedLock keys, string key, Turn turn) : IDisposable
    {
        public void Dispose()
        {
            turn.Semaphore.Release();
            keys.Leave(key, turn);
        }
    }
}
