using EmuEdit.Factory;
using EmuEdit.Http;
using EmuEdit.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using AzureMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace EmuEdit.Functions;

/// <summary>
/// Handles messages that start batches. A message that is not a batch is recorded and deleted. A message that fails is delivered five times
/// in all, and then the host moves it to the poison queue. There it is tried once more, and recorded if that fails, too. While the store
/// fails, messages wait. In the poison queue they wait without limit.
/// </summary>
internal sealed class BatchFunctions(
    BatchMessages messages,
    IBlobStore blobs,
    HostSettings settings,
    TaskHub hub,
    TimeProvider time,
    ILogger<BatchFunctions> log
)
{
    /// <summary>The log message for a recorded message. An alert searches for its beginning.</summary>
    internal const string RecordedTemplate = "Dead letter: message {Message} of queue {Queue} was of no use. {Reason}";

    private const string Queue = "%EmuEdit:Storage:Queue%", Connection = "AzureWebJobsStorage";

    /// <summary>Starts a batch.</summary>
    [Function("StartBatch")]
    public async Task StartAsync(
        [QueueTrigger(Queue, Connection = Connection)] AzureMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        hub.Use(client);
        if (await messages.AcceptAsync(Of(message), cancellationToken).ConfigureAwait(false) is { } reason)
            await RecordAsync(message, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries once more to start a batch from a message that failed.</summary>
    [Function("RecordDeadLetter")]
    public async Task PoisonAsync(
        [QueueTrigger(Queue + "-poison", Connection = Connection)] AzureMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        hub.Use(client);
        if (await ProblemAsync(message, cancellationToken).ConfigureAwait(false) is { } reason)
            await RecordAsync(message, reason, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> ProblemAsync(AzureMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await messages.AcceptAsync(Of(message), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (IOException or OperationCanceledException))
        {
            return $"It failed in each of its deliveries, the last time with {e.GetType().Name}: {e.Message}";
        }
    }

    private async Task RecordAsync(AzureMessage message, string reason, CancellationToken cancellationToken)
    {
        await DeadLetters.RecordAsync(blobs, settings.Queue, Of(message), reason, time, cancellationToken).ConfigureAwait(false);
        log.LogWarning(RecordedTemplate, message.MessageId, settings.Queue, reason);
    }

    // host.json leaves the decoding to us. The host would keep a message that is not base64 in the poison queue for ever, without a report.
    private static QueueMessage Of(AzureMessage message) =>
        new(
            message.MessageId,
            message.PopReceipt,
            AzureWorkQueue.Decode(message.MessageText),
            message.DequeueCount,
            message.InsertedOn ?? default
        );
}
