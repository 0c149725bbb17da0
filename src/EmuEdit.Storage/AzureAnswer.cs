using Azure;
using Azure.Identity;

namespace EmuEdit.Storage;

/// <summary>Converts failures of the services of a storage account to exceptions of this project.</summary>
internal static class AzureAnswer
{
    public static async Task<T> AskAsync<T>(string failure, Func<Task<T>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure(failure, e);
        }
    }

    // Several failed attempts arrive as one AggregateException.
    public static bool IsFailure(Exception e) => e is RequestFailedException or AuthenticationFailedException or AggregateException;

    // The service's message has many lines; the first one says what failed.
    public static BlobStoreException Failure(string what, Exception e) => new($"{what}: {e.Message.Split('\n')[0].TrimEnd()}", e);
}
