using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /</c>: returns the Studio, a page that uses the API. <c>/studio/*</c>: returns its parts. The page contains no secret, so it
/// needs no key. The API still requires the key.
/// </summary>
internal static class StudioEndpoints
{
    private const string Page = "index.html", Folder = "/studio";

    // Allows only what this server sends: no inline script or style, no other origin, and no frame around the page.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", ReadRoutes.Methods, Index).ExcludeFromDescription();
        routes.MapMethods(Folder + "/{file}", ReadRoutes.Methods, File).ExcludeFromDescription();
    }

    /// <summary>Whether a path belongs to the page and not to the API.</summary>
    public static bool IsPage(PathString path) => path == "/" || !path.HasValue || path.StartsWithSegments(Folder);

    // Addresses in the page are relative. So under a prefix, the page's address must end with a slash.
    private static IResult Index(HttpContext context) => context.Request.Path.HasValue
        ? Answer(context, StudioFile.All[Page], "no-cache")
        : Results.Redirect(context.Request.PathBase + "/");

    // The files' names change with their content, so they can be cached without limit.
    private static IResult File(string file, HttpContext context) => StudioFile.All.TryGetValue($"studio/{file}", out var found)
        ? Answer(context, found, "public, max-age=31536000, immutable")
        : throw new BadHttpRequestException($"The page has no file '{file}'.", StatusCodes.Status404NotFound);

    private static IResult Answer(HttpContext context, StudioFile file, string caching)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = caching;
        return Results.Bytes(file.Content, file.Type, entityTag: new EntityTagHeaderValue($"\"{file.Tag}\""));
    }
}
