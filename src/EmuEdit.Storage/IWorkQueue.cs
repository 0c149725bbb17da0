using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Messages that are to be worked on: a table of a SQLite file in the embedded host, a queue of a storage account in Azure. A message is delivered at least once: who
/// receives it has it for a while, and unless it is deleted in that time it is delivered again, to whoever asks. Messages come about in the order they were sent. May
/// be used from several threads.
/// </summary>
public interface IWorkQueue
{
    /// <summary>The longest message, bytes: what a queue of a storage account takes in base64.</summary>
    const int MaxLength = 48 << 10;

    /// <summary>The longest time that a message can be kept from others at once.</summary>
    static TimeSpan MaxVisibility { get; } = TimeSpan.FromDays(7);

    /// <summary>What it is called: letters, digits and dashes.</summary>
    string Name { get; }

    /// <summary>Adds a message. Once this returns, it will be delivered.</summary>
    /// <param name="body">Any bytes, at most <see cref="MaxLength"/>.</param>
    /// <param name="cancellationToken">Stops waiting; the message may have been added or not.</param>
    /// <exception cref="InvalidInputException">It is too long.</exception>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default);

    /// <summary>Takes the next message that nobody has.</summary>
    /// <param name="visibility">How long nobody else gets it; a second to <see cref="MaxVisibility"/>.</param>
    /// <param name="cancellationToken">Stops waiting; a message may have been taken, and comes again after that time.</param>
    /// <returns>Null where there is none now.</returns>
    /// <exception cref="BlobStoreException">The queue cannot be read or written.</exception>
    Task<QueueMessage?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken = default);

    /// <summary>Keeps a message for longer, or with zero gives it back at once.</summary>
    /// <param name="message">As it was received or last renewed.</param>
    /// <param name="visibility">How long from now; zero to <see cref="MaxVisibility"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The message with its new receipt, the only one that still counts; null where somebody else has received or deleted it meanwhile.</returns>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task<QueueMessage?> RenewAsync(QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken = default);

    /// <summary>Deletes a message: its work is done.</summary>
    /// <returns>False where somebody else has received or deleted it meanwhile.</returns>
    /// <exception cref="BlobStoreException">The queue cannot be written.</exception>
    Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken = default);
}

/// <summary>A message as it was received.</summary>
/// <param name="Id">Its name in its queue: letters, digits and dashes; the same in every delivery.</param>
/// <param name="Receipt">Proves that it was received, and when.</param>
/// <param name="Body">What was sent.</param>
/// <param name="DequeueCount">How often it was delivered, this time included.</param>
/// <param name="Inserted">When it was sent.</param>
public sealed record QueueMessage(string Id, string Receipt, ReadOnlyMemory<byte> Body, long DequeueCount, DateTimeOffset Inserted);
