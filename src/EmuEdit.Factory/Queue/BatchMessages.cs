using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>Starts the batches that messages request.</summary>
/// <param name="start">Starts a batch, as <see cref="DatasetBatches.StartAsync"/> does.</param>
public sealed class BatchMessages(Func<BatchPlan, CancellationToken, Task> start)
{
    /// <summary>Starts a message's batch. A second delivery of the message names the same batch.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why the message is unusable. Null if its batch is accepted.</returns>
    /// <exception cref="IOException">The store fails. The message may be valid.</exception>
    public async Task<string?> AcceptAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Body.Length > IWorkQueue.MaxLength)
            return $"The message has {message.Body.Length} bytes. Allowed: at most {IWorkQueue.MaxLength}.";
        // A request without an id gets one from its message. It is the same in every delivery.
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
