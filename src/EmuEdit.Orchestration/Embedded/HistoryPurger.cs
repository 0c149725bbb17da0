namespace EmuEdit.Orchestration.Embedded;

/// <summary>Purges what has finished long enough ago from the journal, at once and then again and again, so that it does not grow with all that ever was.</summary>
public sealed class HistoryPurger : IAsyncDisposable
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <summary>Begins to sweep.</summary>
    /// <param name="client">Has the journal.</param>
    /// <param name="kept">How long what has finished is kept since it was scheduled; at least a second.</param>
    /// <param name="time">The engine's clock.</param>
    public HistoryPurger(OrchestrationClient client, TimeSpan kept, TimeProvider time) => _work = Task.Run(() => SweepAsync(client, kept, time, _stop.Token));

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task SweepAsync(OrchestrationClient client, TimeSpan kept, TimeProvider time, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(kept / 4 < MaxPause ? kept / 4 : MaxPause, time);
        try
        {
            do
                await PurgeAsync(client, time.GetUtcNow() - kept, cancellationToken).ConfigureAwait(false);
            while (await pause.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private static async Task PurgeAsync(OrchestrationClient client, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            await client.PurgeAsync(new PurgeFilter { CreatedTo = before }, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The disk is full, say: what stays is purged another time.
        }
    }
}
