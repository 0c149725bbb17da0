using System.Runtime.CompilerServices;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>Blobs in a container of a storage account.</summary>
public sealed class AzureBlobStore : IBlobStore
{
    /// <summary>The container for a location that is a connection string.</summary>
    public const string DefaultContainer = "emuedit";

    private const string Allowed = "a connection string, or a container's URL such as https://NAME.blob.core.windows.net/CONTAINER";

    private readonly BlobContainerClient _container;

    private AzureBlobStore(BlobContainerClient container) => _container = container;

    /// <summary>Opens a container, and creates it if it does not exist.</summary>
    /// <param name="account">
    /// A connection string, or the blob service's URL (<c>https://NAME.blob.core.windows.net</c>), which is used with the identity of this
    /// machine or user.
    /// </param>
    /// <param name="container">The container's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The account is neither a connection string nor a URL of a blob service.</exception>
    /// <exception cref="BlobStoreException">
    /// The account cannot be reached, or refuses the request, for example the container's name.
    /// </exception>
    public static Task<AzureBlobStore> OpenAsync(string account, string container, CancellationToken cancellationToken = default) =>
        OpenAsync(Service(account).GetBlobContainerClient(container), cancellationToken);

    /// <summary>Opens the container that a location names, and creates it if it does not exist.</summary>
    /// <param name="location">
    /// A container's URL (<c>https://NAME.blob.core.windows.net/CONTAINER</c>), which is used with the identity of this machine or user, or
    /// a connection string, for <see cref="DefaultContainer"/>.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidInputException">The location is neither a connection string nor a container's URL.</exception>
    /// <exception cref="BlobStoreException">
    /// The account cannot be reached, or refuses the request, for example the container's name.
    /// </exception>
    public static Task<AzureBlobStore> OpenAsync(string location, CancellationToken cancellationToken = default) =>
        Uri.TryCreate(location, UriKind.Absolute, out var url)
            ? OpenAsync(new BlobContainerClient(ContainerUrl(url), new DefaultAzureCredential()), cancellationToken)
            : OpenAsync(location, DefaultContainer, cancellationToken);

    /// <inheritdoc/>
    public async Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        var blob = Client(name);
        try
        {
            var answer = await blob.DownloadContentAsync(cancellationToken).ConfigureAwait(false);
            return new(answer.Value.Content.ToMemory(), Bare(answer.Value.Details.ETag));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (Exception e) when (AzureAnswer.IsFailure(e))
        {
            throw AzureAnswer.Failure($"Blob {name} cannot be read", e);
        }
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition = default,
        CancellationToken cancellationToken = default
    )
    {
        var blob = Client(name);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = BlobName.ContentType(name) },
            Conditions = new()
            {
                IfNoneMatch = condition.MustBeMissing ? ETag.All : null,
                IfMatch = condition.ETag is { } etag ? new ETag($"\"{etag}\"") : null,
            },
        };
        try
        {
            var answer = await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellationToken).ConfigureAwait(false);
            return Bare(answer.Value.ETag);
        }
        catch (RequestFailedException e)
            when (e.ErrorCode == BlobErrorCode.ConditionNotMet || e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            throw new StaleBlobException(name, e);
        }
        catch (Exception e) when (AzureAnswer.IsFailure(e))
        {
            throw AzureAnswer.Failure($"Blob {name} cannot be written", e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var blob = Client(name);
        return await AzureAnswer
            .AskAsync(
                $"Blob {name} cannot be deleted",
                async () => (await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pages = _container
            .GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        await using (pages.ConfigureAwait(false))
            while (
                await AzureAnswer.AskAsync($"Blobs {prefix}* cannot be listed", () => pages.MoveNextAsync().AsTask()).ConfigureAwait(false)
            )
                foreach (var blob in pages.Current.Values)
                    yield return blob.Name;
    }

    private static async Task<AzureBlobStore> OpenAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        await AzureAnswer
            .AskAsync(
                $"Container {container.Name} cannot be used",
                async () => await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return new(container);
    }

    // An identity is never sent unencrypted. A query may contain a secret, so the message does not repeat it.
    private static Uri ContainerUrl(Uri url)
    {
        var shown = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (url.Scheme != Uri.UriSchemeHttps)
            throw new InvalidInputException($"storage {shown}", Allowed, "use https");
        return url is { Query: "", Segments.Length: 2 }
            ? new(shown)
            : throw new InvalidInputException($"storage {shown}", Allowed, "name one container, without a query");
    }

    private static BlobServiceClient Service(string account)
    {
        try
        {
            return Uri.TryCreate(account, UriKind.Absolute, out var url) ? new(url, new DefaultAzureCredential()) : new(account);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidInputException("a storage account that cannot be parsed", Allowed);
        }
    }

    // The service's ETags contain the quotes of HTTP.
    private static string Bare(ETag etag) => etag.ToString().Trim('"');

    private BlobClient Client(string name) => _container.GetBlobClient(BlobName.Check(name));
}
