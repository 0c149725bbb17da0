using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// A queue of messages with work: a table of a SQLite file in the embedded host, or a queue of a storage account in Azure. A message is
/// delivered at least once. Its receiver holds it for a limited time. If the receiver does not delete it in that time, it is delivered
/// again, to any receiver. Messages arrive roughly in the order in which they were sent. Safe for use from several threads.
/// </summary>
public interface IWorkQueue
{
    /// <summary>The maximum length of a message, in bytes: what a queue of a storage account can hold in base64.</summary>
    const int MaxLength = 48 << 10;

    /// <summary>The maximum time for which one call can hold a message.</summary>
    static TimeSpan MaxVisibility { get; } = TimeSpan.FromDays(7);

    /// <summary>The queue's name: letters, digits and dashes.</summary>
    string Name { get; }

    /// <summary>Adds a message. Once this method has returned, the message will be delivered.</summary>
    /// <param name="body">Any bytes, at most <see cref="MaxLength"/>.</param>
    /// <param name="cancellationToken">Stops waiting. The message may or may not have been added.</param>
    /// <exception cref="InvalidInputException">The message is too long.</exception>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default);

    /// <summary>Receives the next message that no other receiver holds.</summary>
    /// <param name="visibility">
    /// How long to hold the message, from one second to <see cref="MaxVisibility"/>. No other receiver gets it in that time.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops waiting. A message may have been received; it is delivered again after the visibility time.
    /// </param>
    /// <returns>The message, or null if there is none now.</returns>
    /// <exception cref="BlobStoreException">The queue cannot be read or written.</exception>
    Task<QueueMessage?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken = default);

    /// <summary>Holds a message for longer. With zero, the message can be received again at once.</summary>
    /// <param name="message">The message as it was received or last renewed.</param>
    /// <param name="visibility">How long to hold the message from now, from zero to <see cref="MaxVisibility"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The message with its new receipt. Only this receipt is still valid. Null if another receiver has received or deleted the message
    /// meanwhile.
    /// </returns>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task<QueueMessage?> RenewAsync(QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken = default);

    /// <summary>Deletes a message whose work is done.</summary>
    /// <returns>False if another receiver has received or deleted the message meanwhile.</returns>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken = default);
}

/// <summary>A received message.</summary>
/// <param name="Id">The message's id within its queue: letters, digits and dashes. It is the same in every delivery.</param>
/// <param name="Receipt">Proves that the message was received, and when.</param>
/// <param name="Body">The bytes that were sent.</param>
/// <param name="DequeueCount">The number of deliveries, including this one.</param>
/// <param name="Inserted">When the message was sent.</param>
public sealed record QueueMessage(string Id, string Receipt, ReadOnlyMemory<byte> Body, long DequeueCount, DateTimeOffset Inserted);
