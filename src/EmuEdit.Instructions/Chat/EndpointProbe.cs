using System.Net;
using System.Net.Http.Headers;

namespace EmuEdit.Instructions;

/// <summary>
/// Finds out before a long run whether a language model can be reached. This costs nothing: it asks
/// for no reply.
/// </summary>
public static class EndpointProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asks an endpoint for its list of models, once. Any answer will do, except that it refuses
    /// the key.
    /// </summary>
    /// <param name="endpoint">The address, as <see cref="OpenAIChatClient"/> takes it.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="requiresKey">
    /// Whether a refused key is an error. Not where the calls use another header or an identity.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ChatException">
    /// The endpoint does not answer within five seconds, or refuses the key.
    /// </exception>
    public static async Task CheckAsync(Uri endpoint, string? key, bool requiresKey = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var models = new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/models");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = s_patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, models);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        HttpStatusCode status;
        try
        {
            using var answer = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            status = answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var why = e is HttpRequestException ? e.Message.TrimEnd('.') : $"no answer within {s_patience.TotalSeconds:0} s";
            throw new ChatException(ChatError.Unavailable, $"The language model at {endpoint} cannot be reached: {why}.", e);
        }
        if (requiresKey && status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new ChatException(
                ChatError.Refused,
                $"The language model at {endpoint} {(key is null ? "wants a key" : "does not accept the key")} ({(int)status})."
            );
    }
}
