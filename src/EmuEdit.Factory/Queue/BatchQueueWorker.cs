using EmuEdit.Storage;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Factory;

/// <summary>How <see cref="BatchQueueWorker"/> works.</summary>
public sealed record BatchQueueOptions
{
    /// <summary>
    /// How long a message is kept from others at once; it is renewed while it is worked on. A
    /// second to 7 days, default a minute.
    /// </summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a message is delivered, at least 1; default 5. Then it is put aside.</summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>How long an empty queue, or one that fails, is left alone; default 1 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Starts the batches that messages ask for. A message is deleted once its batch is accepted;
/// delivered again, it is the same batch. What is no batch, or failed in each of its deliveries, is
/// put aside. While the store fails, the message waits.
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

    /// <summary>Begins to work.</summary>
    /// <param name="start">Starts a batch, as <see cref="DatasetBatches.StartAsync"/> does.</param>
    /// <param name="queue">Has the messages.</param>
    /// <param name="deadLetters">Takes those that are of no use.</param>
    /// <param name="log">Told of those.</param>
    /// <param name="options">How; null for the defaults.</param>
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

    /// <summary>Stops; a message that is at work is given back.</summary>
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
            // Stopped.
        }
    }

    /// <returns>Whether there was a message, so that it is worth asking for another.</returns>
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
            _log.LogWarning("Queue {Queue} waits. {Problem}", _queue.Name, e.Message);
            return false;
        }
    }

    private async Task HandleAsync(HeldMessage held)
    {
        try
        {
            var deliveries = held.Message.DequeueCount;
            // One that was delivered too often and is still here ended its process each time, or
            // the process was killed: it is not tried again.
            var reason =
                deliveries > _options.MaxDeliveries
                    ? $"It was delivered {_options.MaxDeliveries} times, and never came to an end."
                    : await ProblemAsync(held.Message).ConfigureAwait(false);
            var current = await held.ReleaseAsync().ConfigureAwait(false);
            // What is decided is done, also where the worker is to stop.
            if (reason is not null)
            {
                _log.LogWarning("Message {Message} of queue {Queue} is put aside. {Reason}", current.Id, _queue.Name, reason);
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
            // It comes again when nobody has it any more: a pause that grows with the deliveries.
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

    /// <returns>Why the message is of no use; null where its batch is accepted.</returns>
    private async Task<string?> ProblemAsync(QueueMessage message)
    {
        while (true)
            try
            {
                return await _messages.AcceptAsync(message, _stop.Token).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                // The message is not to blame for the store.
                _log.LogWarning("Message {Message} of queue {Queue} waits. {Problem}", message.Id, _queue.Name, e.Message);
                await Task.Delay(_options.Pause, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (message.DequeueCount >= _options.MaxDeliveries)
                    return $"It failed in each of {message.DequeueCount} deliveries, the last time with {e.GetType().Name}: {e.Message}";
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
