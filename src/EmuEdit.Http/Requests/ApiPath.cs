using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Where the API is seen from outside: behind a proxy, under a prefix (<see cref="HttpRequest.PathBase"/>). Addresses in answers begin with it.</summary>
internal static class ApiPath
{
    private static readonly AsyncLocal<string?> s_base = new();

    /// <summary>A path of the API as clients see it.</summary>
    public static string Of(string path) => s_base.Value + path;

    /// <summary>Takes the prefix of a request for the answer to it.</summary>
    public static Task UseAsync(HttpContext context, RequestDelegate next)
    {
        s_base.Value = context.Request.PathBase.ToUriComponent();
        return next(context);
    }
}
