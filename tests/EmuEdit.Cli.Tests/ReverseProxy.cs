using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Tests;

/// <summary>A reverse proxy as small as one can be: it forwards what is under a path, with or without that path.</summary>
internal sealed class ReverseProxy : IAsyncDisposable
{
    private static readonly string[] s_ofTheConnection = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host"];

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly (Uri Server, string Path, bool Removes, bool KeepsHost) _rule;

    private ReverseProxy((Uri, string, bool, bool) rule)
    {
        _rule = rule;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <param name="server">The server behind the proxy.</param>
    /// <param name="path">The path that is forwarded, such as <c>/emu</c>.</param>
    /// <param name="removes">Whether the path is removed.</param>
    /// <param name="keepsHost">Whether the server sees the client's host, or its own.</param>
    public static async Task<ReverseProxy> StartAsync(Uri server, string path, bool removes, bool keepsHost)
    {
        var proxy = new ReverseProxy((server, path, removes, keepsHost));
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        if (!context.Request.Path.StartsWithSegments(_rule.Path, out var rest))
        {
            context.Response.StatusCode = 404;
            return;
        }
        var path = (_rule.Removes ? rest.ToUriComponent() is { Length: > 0 } p ? p : "/" : context.Request.Path.ToUriComponent());
        using var request = new HttpRequestMessage(
            new(context.Request.Method),
            new Uri(_rule.Server, path + context.Request.QueryString)
        );
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, value) in context.Request.Headers.Where(h => !s_ofTheConnection.Contains(h.Key)))
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)value!))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)value!);
        if (_rule.KeepsHost)
            request.Headers.Host = context.Request.Host.Value;
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, value) in answer.Headers.Concat(answer.Content.Headers).Where(h => !s_ofTheConnection.Contains(h.Key)))
            context.Response.Headers[name] = value.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
