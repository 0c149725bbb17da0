namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Purges old finished instances from the journal, at once and then at regular intervals, so that the journal does not grow without limit.
/// </summary>
public sealed class HistoryPurger : IAsyncDisposable
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <summary>Starts purging.</summary>
    /// <param name="client">The client of the journal.</param>
    /// <param name="kept">How long a finished instance is kept, counted from when it was scheduled; at least one second.</param>
    /// <param name="time">The engine's clock.</param>
    public HistoryPurger(OrchestrationClient client, TimeSpan kept, TimeProvider time) =>
        _work = Task.Run(() => SweepAsync(client, kept, time, _stop.Token));

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
            // The purger stops.
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
            // For example, the disk is full. The next run purges what is left.
        }
    }
}
