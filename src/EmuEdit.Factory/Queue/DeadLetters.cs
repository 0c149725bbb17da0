using System.Text;
using System.Text.Json;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A message that is of no use: what was sent, and why it was put aside.</summary>
/// <param name="Queue">The queue it was in.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Reason">Why it is of no use.</param>
/// <param name="Deliveries">How often it was delivered.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="PutAside">When it was put aside.</param>
/// <param name="Text">What was sent, where it is text in UTF-8; null otherwise.</param>
/// <param name="Bytes">What was sent, where it is not; null otherwise.</param>
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
/// Messages that are of no use: first a blob says why, then the poison queue has the message, then
/// its queue has it no more. None is lost, whenever the process dies.
/// </summary>
/// <param name="blobs">Has the records, under <c>dead-letters/QUEUE/</c>.</param>
/// <param name="poison">Takes the messages.</param>
/// <param name="time">The clock.</param>
public sealed class DeadLetters(IBlobStore blobs, IWorkQueue poison, TimeProvider time)
{
    /// <summary>Where the records are.</summary>
    public const string Folder = "dead-letters/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Puts a message aside.</summary>
    /// <param name="queue">Where it was.</param>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops waiting; it may be put aside once more then.</param>
    /// <exception cref="BlobStoreException">It cannot be stored; the message stays where it is.</exception>
    public async Task PutAsideAsync(IWorkQueue queue, QueueMessage message, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(message);
        await RecordAsync(blobs, queue.Name, message, reason, time, cancellationToken).ConfigureAwait(false);
        // A longer one than a queue takes can only come from elsewhere; its record is whole.
        await poison
            .SendAsync(message.Body[..Math.Min(message.Body.Length, IWorkQueue.MaxLength)], cancellationToken)
            .ConfigureAwait(false);
        await queue.DeleteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a message that its host puts aside.</summary>
    /// <param name="blobs">Takes the record, under <c>dead-letters/QUEUE/</c>.</param>
    /// <param name="queue">The name of the queue that the message was sent to.</param>
    /// <param name="message">The message.</param>
    /// <param name="reason">Why.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BlobStoreException">It cannot be stored.</exception>
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
        // The same message has the same name: put aside twice, it is there once.
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
