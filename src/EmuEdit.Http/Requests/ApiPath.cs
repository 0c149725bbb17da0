using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// The external path of the API. Behind a proxy it may have a prefix (<see cref="HttpRequest.PathBase"/>). Addresses in responses begin
/// with it.
/// </summary>
internal static class ApiPath
{
    private static readonly AsyncLocal<string?> s_base = new();

    /// <summary>Returns a path of the API as clients see it.</summary>
    public static string Of(string path) => s_base.Value + path;

    /// <summary>Stores the prefix of a request for the addresses in its response.</summary>
    public static Task UseAsync(HttpContext context, RequestDelegate next)
    {
        s_base.Value = context.Request.PathBase.ToUriComponent();
        return next(context);
    }
}
