using System.Text;
using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Messages in a queue of a storage account. Messages are encoded in base64, as the queue trigger of Azure Functions expects. A message
/// that somebody else has added as plain text is received as that text.
/// </summary>
public sealed class AzureWorkQueue : IWorkQueue
{
    private const string Allowed = "a connection string, or the queue service's URL such as https://NAME.queue.core.windows.net";

    private readonly QueueClient _queue;

    private AzureWorkQueue(QueueClient queue) => _queue = queue;

    /// <inheritdoc/>
    public string Name => _queue.Name;

    /// <summary>Opens a queue of an account. The queue is created if it does not exist, also if it is deleted later.</summary>
    /// <param name="account">
    /// A connection string, or the queue service's URL (<c>https://NAME.queue.core.windows.net</c>), which is used with the identity of
    /// this machine or user.
    /// </param>
    /// <param name="name">The queue's name: 3 to 63 lower-case letters, digits and single dashes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The account is neither a connection string nor a URL of a queue service.</exception>
    /// <exception cref="BlobStoreException">
    /// The account cannot be reached, or refuses the request, for example the queue's name.
    /// </exception>
    public static async Task<AzureWorkQueue> OpenAsync(string account, string name, CancellationToken cancellationToken = default)
    {
        var queue = new AzureWorkQueue(Service(account).GetQueueClient(name));
        await queue.AskAsync("used", () => queue.MakeAsync(cancellationToken)).ConfigureAwait(false);
        return queue;
    }

    /// <inheritdoc/>
    public Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        QueueMessages.CheckLength(body.Length);
        // By default, the service deletes a message after a week.
        var text = Convert.ToBase64String(body.Span);
        return AskAsync(
            "written",
            () =>
                MadeAsync(
                    () => _queue.SendMessageAsync(text, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellationToken),
                    cancellationToken
                )
        );
    }

    /// <inheritdoc/>
    public async Task<QueueMessage?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        QueueMessages.CheckVisibility(visibility, TimeSpan.FromSeconds(1));
        var answer = await AskAsync(
                "read",
                () => MadeAsync(() => _queue.ReceiveMessageAsync(visibility, cancellationToken), cancellationToken)
            )
            .ConfigureAwait(false);
        return answer.Value is { } m
            ? new(m.MessageId, m.PopReceipt, Decode(m.MessageText), m.DequeueCount, m.InsertedOn ?? default)
            : null;
    }

    /// <inheritdoc/>
    public Task<QueueMessage?> RenewAsync(QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        QueueMessages.CheckVisibility(visibility, TimeSpan.Zero);
        return AskAsync<QueueMessage?>(
            "written",
            async () =>
            {
                try
                {
                    var answer = await _queue
                        .UpdateMessageAsync(
                            message.Id,
                            message.Receipt,
                            visibilityTimeout: visibility,
                            cancellationToken: cancellationToken
                        )
                        .ConfigureAwait(false);
                    return message with { Receipt = answer.Value.PopReceipt };
                }
                catch (RequestFailedException e) when (IsLost(e))
                {
                    return null;
                }
            }
        );
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return AskAsync(
            "written",
            async () =>
            {
                try
                {
                    await _queue.DeleteMessageAsync(message.Id, message.Receipt, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException e) when (IsLost(e))
                {
                    return false;
                }
            }
        );
    }

    /// <summary>Decodes the text of a message to its body.</summary>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(text);
    }

    private static bool IsLost(RequestFailedException e) =>
        e.ErrorCode == QueueErrorCode.MessageNotFound || e.ErrorCode == QueueErrorCode.PopReceiptMismatch || IsMissing(e);

    private static bool IsMissing(RequestFailedException e) => e.ErrorCode == QueueErrorCode.QueueNotFound;

    private static QueueServiceClient Service(string account)
    {
        // The client does not decode, so receiving cannot fail, whatever the queue contains.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        try
        {
            if (!Uri.TryCreate(account, UriKind.Absolute, out var url))
                return new(account, options);
            // An identity is never sent unencrypted. A query may contain a secret, so the message does not repeat it.
            return url is { Scheme: "https", Query: "" }
                ? new(url, new DefaultAzureCredential(), options)
                : throw new InvalidInputException($"storage {url.GetLeftPart(UriPartial.Path)}", Allowed, "use https, without a query");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidInputException("a storage account that cannot be parsed", Allowed);
        }
    }

    // The queue may have been deleted since it was opened.
    private async Task<T> MadeAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (IsMissing(e))
        {
            await MakeAsync(cancellationToken).ConfigureAwait(false);
            return await request().ConfigureAwait(false);
        }
    }

    private Task<Response> MakeAsync(CancellationToken cancellationToken) =>
        _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    private Task<T> AskAsync<T>(string what, Func<Task<T>> request) => AzureAnswer.AskAsync($"Queue {Name} cannot be {what}", request);
}
