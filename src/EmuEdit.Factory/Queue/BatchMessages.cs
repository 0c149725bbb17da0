using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>Starts the batches that messages ask for.</summary>
/// <param name="start">Starts a batch, as <see cref="DatasetBatches.StartAsync"/> does.</param>
public sealed class BatchMessages(Func<BatchPlan, CancellationToken, Task> start)
{
    /// <summary>Starts a message's batch; delivered again, it is the same batch.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why the message is of no use; null where its batch is accepted.</returns>
    /// <exception cref="IOException">It cannot be stored; the message is not to blame.</exception>
    public async Task<string?> AcceptAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Body.Length > IWorkQueue.MaxLength)
            return $"It has {message.Body.Length} bytes; allowed: at most {IWorkQueue.MaxLength}.";
        // A message without an id has one of its own, the same in every delivery.
        var id = $"message-{message.Inserted.UtcDateTime:yyyyMMddHHmmssfff}-{message.Id}".ToLowerInvariant();
        try
        {
            await start(BatchRequest.Parse(message.Body.Span).ToPlan(id[..Math.Min(id.Length, BatchId.MaxLength)]), cancellationToken)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is InvalidInputException or DocumentException)
        {
            return e.Message;
        }
    }
}
