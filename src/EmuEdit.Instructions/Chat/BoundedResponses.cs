namespace EmuEdit.Instructions;

/// <summary>
/// Reads answers whole, up to a limit. Nothing is followed elsewhere: a redirection would take the
/// key along.
/// </summary>
internal sealed class BoundedResponses(int mostBytes) : DelegatingHandler(Handler())
{
    private static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(mostBytes, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
