using EmuEdit.Storage;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Factory;

/// <summary>Options of <see cref="BatchQueueWorker"/>.</summary>
public sealed record BatchQueueOptions
{
    /// <summary>
    /// How long a received message stays hidden from other workers, 1 second to 7 days. Default 1
    /// minute. The worker renews this time while it processes the message.
    /// </summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum number of deliveries of a message, at least 1. Default 5. After the last one, the
    /// message moves to the poison queue.
    /// </summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>How long the worker waits if the queue is empty or fails. Default 1 second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Starts the batches that messages request. The worker deletes a message once its batch is accepted.
/// A second delivery names the same batch. A message that requests no valid batch, or that failed in
/// every delivery, moves to the poison queue. While the store fails, the message waits.
/// </summary>
public sealed class BatchQueueWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BatchMessages _messages;
    private readonly IWorkQueue _queue;
    private readonly DeadLetters _deadLetters;
    private readonly BatchQueueOptions _options;
    private readonly ILogger _log;
    private readonly Task _work;

    /// <summary>Creates a worker and starts it.</summary>
    /// <param name="start">Starts a batch, as <see cref="DatasetBatches.StartAsync"/> does.</param>
    /// <param name="queue">The queue with the messages.</param>
    /// <param name="deadLetters">Stores unusable messages.</param>
    /// <param name="log">Logs unusable messages.</param>
    /// <param name="options">The options. Default null: the default options.</param>
    public BatchQueueWorker(
        Func<BatchPlan, CancellationToken, Task> start,
        IWorkQueue queue,
        DeadLetters deadLetters,
        ILogger log,
        BatchQueueOptions? options = null
    )
    {
        (_messages, _queue, _deadLetters, _log, _options) = (new(start), queue, deadLetters, log, options ?? new());
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Stops. Returns the current message to the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
                if (!await NextAsync().ConfigureAwait(false))
                    await Task.Delay(_options.Pause, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker was stopped.
        }
    }

    /// <returns>Whether there was a message. If so, there may be another.</returns>
    private async Task<bool> NextAsync()
    {
        try
        {
            if (await _queue.ReceiveAsync(_options.Visibility, _stop.Token).ConfigureAwait(false) is not { } message)
                return false;
            var held = new HeldMessage(_queue, message, _options.Visibility);
            await using (held.ConfigureAwait(false))
                await HandleAsync(held).ConfigureAwait(false);
            return true;
        }
        catch (IOException e)
        {
            _log.LogWarning("Queue {Queue} fails and will be tried again. {Problem}", _queue.Name, e.Message);
            return false;
        }
    }

    private async Task HandleAsync(HeldMessage held)
    {
        try
        {
            var deliveries = held.Message.DequeueCount;
            // The last delivery had no result: the process crashed or was killed. Do not try again.
            var reason =
                deliveries > _options.MaxDeliveries
                    ? $"The message was delivered {_options.MaxDeliveries} times, and no delivery finished."
                    : await ProblemAsync(held.Message).ConfigureAwait(false);
            var current = await held.ReleaseAsync().ConfigureAwait(false);
            // Carry out the decision even if the worker is stopping.
            if (reason is not null)
            {
                _log.LogWarning("Message {Message} of queue {Queue} moves to the poison queue. {Reason}", current.Id, _queue.Name, reason);
                await _deadLetters.PutAsideAsync(_queue, current, reason, CancellationToken.None).ConfigureAwait(false);
            }
            else
                await _queue.DeleteAsync(current, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await _queue
                .RenewAsync(await held.ReleaseAsync().ConfigureAwait(false), TimeSpan.Zero, CancellationToken.None)
                .ConfigureAwait(false);
            throw;
        }
        catch (RetryLater)
        {
            // The message stays hidden for a pause that grows with the number of deliveries.
            var wait = _options.Pause * Math.Pow(2, held.Message.DequeueCount - 1);
            await _queue
                .RenewAsync(
                    await held.ReleaseAsync().ConfigureAwait(false),
                    wait < _options.Visibility ? wait : _options.Visibility,
                    _stop.Token
                )
                .ConfigureAwait(false);
        }
    }

    /// <returns>Why the message is unusable. Null if its batch is accepted.</returns>
    private async Task<string?> ProblemAsync(QueueMessage message)
    {
        while (true)
            try
            {
                return await _messages.AcceptAsync(message, _stop.Token).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                // The store fails, not the message. So this does not count as a failed delivery.
                _log.LogWarning("Message {Message} of queue {Queue} waits. {Problem}", message.Id, _queue.Name, e.Message);
                await Task.Delay(_options.Pause, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (message.DequeueCount >= _options.MaxDeliveries)
                    return $"The message failed in each of {message.DequeueCount} deliveries, "
                        + $"the last time with {e.GetType().Name}: {e.Message}";
                _log.LogWarning(
                    e,
                    "Message {Message} of queue {Queue} failed in delivery {Delivery}.",
                    message.Id,
                    _queue.Name,
                    message.DequeueCount
                );
                throw new RetryLater();
            }
    }

    private sealed class RetryLater : Exception;
}
