using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses requests from pages of other origins. It checks <c>Origin</c>, and if a browser sends none, <c>Sec-Fetch-Site</c>. Programs send
/// neither. A user who follows a link to this server is not refused.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, ServerSettings settings)
{
    private static readonly string[] Schemes = ["http://", "https://"];

    private const string FetchSite = "Sec-Fetch-Site", FetchMode = "Sec-Fetch-Mode";

    public Task InvokeAsync(HttpContext context) =>
        IsForeign(context.Request)
            ? Refusal
                .Forbidden(
                    "This server answers no pages of other origins.",
                    "Foreign origin",
                    "start it with --allow-origin ORIGIN if the page is yours"
                )
                .ExecuteAsync(context)
            : next(context);

    private bool IsForeign(HttpRequest request) => request.Headers.Origin is { Count: > 0 } origin
        ? !IsAllowed(origin.ToString(), request.Host.Value)
        : request.Headers[FetchSite].ToString() is "cross-site" or "same-site" && !IsNavigation(request);

    // The server's own origin has the host of the request. A front end may have hidden whether TLS was used, so both schemes are accepted.
    private bool IsAllowed(string origin, string? host) => settings.Gate.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || Schemes.Any(scheme => string.Equals(origin, scheme + host, StringComparison.OrdinalIgnoreCase));

    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers[FetchMode] == "navigate";
}
