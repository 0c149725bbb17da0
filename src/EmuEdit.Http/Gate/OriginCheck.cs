using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses what pages of other origins send: by <c>Origin</c>, and where a browser sends none, by <c>Sec-Fetch-Site</c>. Programs send neither. That somebody follows a link to here is no page's doing.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, ServerSettings settings)
{
    private static readonly string[] Schemes = ["http://", "https://"];

    private const string FetchSite = "Sec-Fetch-Site", FetchMode = "Sec-Fetch-Mode";

    public Task InvokeAsync(HttpContext context) => IsForeign(context.Request)
        ? Refusal.Forbidden("This server answers no pages of other origins.", "Foreign origin", "start it with --allow-origin ORIGIN if the page is yours").ExecuteAsync(context)
        : next(context);

    private bool IsForeign(HttpRequest request) => request.Headers.Origin is { Count: > 0 } origin
        ? !IsAllowed(origin.ToString(), request.Host.Value)
        : request.Headers[FetchSite].ToString() is "cross-site" or "same-site" && !IsNavigation(request);

    // Its own origin is where it is reached at; whether over TLS, a front end may have hidden.
    private bool IsAllowed(string origin, string? host) => settings.Gate.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || Schemes.Any(scheme => string.Equals(origin, scheme + host, StringComparison.OrdinalIgnoreCase));

    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers[FetchMode] == "navigate";
}
