using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses requests without the key, if the server has one: <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>. Probes may request
/// <c>/healthz</c> without a key, and browsers the page, which then asks for the key.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, ServerSettings settings)
{
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ", Health = "/healthz";

    public Task InvokeAsync(HttpContext context)
    {
        if (settings.Gate.Key is not { } key || IsFree(context.Request.Path) || key.Is(Given(context.Request)))
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Results
            .Problem(
                $"This server wants its key: Authorization: Bearer KEY, or {Header}: KEY.",
                statusCode: StatusCodes.Status401Unauthorized,
                title: "No key"
            )
            .ExecuteAsync(context);
    }

    /// <summary>Whether a path needs no key.</summary>
    public static bool IsFree(PathString path) => path == Health || StudioEndpoints.IsPage(path);

    private static string Given(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var authorization
        && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : request.Headers[Header].ToString();
}
