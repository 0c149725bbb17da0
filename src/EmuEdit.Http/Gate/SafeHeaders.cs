using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Adds headers that tell browsers not to guess content types, and not to show responses in pages of other origins.</summary>
internal static class SafeHeaders
{
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        // An error response clears headers that were set before.
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
