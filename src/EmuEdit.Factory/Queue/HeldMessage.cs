using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A message that stays hidden from other workers until it is released.</summary>
internal sealed class HeldMessage : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IWorkQueue _queue;
    private readonly TimeSpan _visibility;
    private readonly Task _renewing;

    public HeldMessage(IWorkQueue queue, QueueMessage message, TimeSpan visibility)
    {
        (_queue, _visibility, Message) = (queue, visibility, message);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>The message with its latest receipt.</summary>
    public QueueMessage Message { get; private set; }

    /// <summary>Stops renewing the message.</summary>
    /// <returns>The message with its latest receipt.</returns>
    public async Task<QueueMessage> ReleaseAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        return Message;
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_visibility / 3, _stop.Token).ConfigureAwait(false);
                if (await RenewedAsync().ConfigureAwait(false) is not { } renewed)
                    return;
                Message = renewed;
            }
        }
        catch (OperationCanceledException)
        {
            // The message was released.
        }
    }

    // Not cancellable, because the new receipt must be known. Null if another worker has the
    // message now, which is harmless.
    private async Task<QueueMessage?> RenewedAsync()
    {
        try
        {
            return await _queue.RenewAsync(Message, _visibility, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BlobStoreException)
        {
            // The queue fails, perhaps only for a moment.
            return Message;
        }
    }
}
