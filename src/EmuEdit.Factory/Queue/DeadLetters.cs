using System.Text;
using System.Text.Json;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The record of an unusable message: its content, and why it is unusable.</summary>
/// <param name="Queue">The queue that the message was sent to.</param>
/// <param name="Id">The message's id in that queue.</param>
/// <param name="Reason">Why the message is unusable.</param>
/// <param name="Deliveries">The number of deliveries.</param>
/// <param name="Sent">When the message was sent.</param>
/// <param name="PutAside">When the message was recorded.</param>
/// <param name="Text">The content as text. Null if it is not valid UTF-8.</param>
/// <param name="Bytes">The content as bytes. Null if it is valid UTF-8.</param>
public sealed record DeadLetter(
    string Queue,
    string Id,
    string Reason,
    long Deliveries,
    DateTimeOffset Sent,
    DateTimeOffset PutAside,
    string? Text,
    ReadOnlyMemory<byte>? Bytes
);

/// <summary>
/// Moves unusable messages to the poison queue. First a blob records the reason, then the poison
/// queue receives the message, and then the message is deleted from its queue. So no message is lost
/// if the process ends in between.
/// </summary>
/// <param name="blobs">Stores the records under <c>dead-letters/QUEUE/</c>.</param>
/// <param name="poison">Receives the messages.</param>
/// <param name="time">The clock.</param>
public sealed class DeadLetters(IBlobStore blobs, IWorkQueue poison, TimeProvider time)
{
    /// <summary>The prefix of the records' blobs.</summary>
    public const string Folder = "dead-letters/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Records a message and moves it to the poison queue.</summary>
    /// <param name="queue">The message's queue.</param>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why the message is unusable.</param>
    /// <param name="cancellationToken">Stops waiting. The message may then be moved a second time.</param>
    /// <exception cref="BlobStoreException">
    /// The record cannot be stored. The message stays in its queue.
    /// </exception>
    public async Task PutAsideAsync(IWorkQueue queue, QueueMessage message, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(message);
        await RecordAsync(blobs, queue.Name, message, reason, time, cancellationToken).ConfigureAwait(false);
        // A message above the limit was sent by another client. The poison queue gets its
        // beginning, and the record all of it.
        await poison
            .SendAsync(message.Body[..Math.Min(message.Body.Length, IWorkQueue.MaxLength)], cancellationToken)
            .ConfigureAwait(false);
        await queue.DeleteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a message that the host itself moves to the poison queue.</summary>
    /// <param name="blobs">Stores the record under <c>dead-letters/QUEUE/</c>.</param>
    /// <param name="queue">The name of the queue that the message was sent to.</param>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why the message is unusable.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BlobStoreException">The record cannot be stored.</exception>
    public static async Task RecordAsync(
        IBlobStore blobs,
        string queue,
        QueueMessage message,
        string reason,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(time);
        var text = Text(message.Body.Span);
        var letter = new DeadLetter(
            queue,
            message.Id,
            reason,
            message.DequeueCount,
            message.Inserted,
            time.GetUtcNow(),
            text,
            text is null ? message.Body : null
        );
        // The name depends only on the message, so a message that is recorded twice has one record.
        var name = $"{Folder}{queue}/{message.Inserted.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{message.Id}.json";
        await blobs.PutAsync(name, JsonSerializer.SerializeToUtf8Bytes(letter, Json), default, cancellationToken).ConfigureAwait(false);
    }

    private static string? Text(ReadOnlySpan<byte> body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
