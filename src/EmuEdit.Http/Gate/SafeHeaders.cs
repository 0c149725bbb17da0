using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Tells browsers to take answers for what they are, and to show them in no page of another origin.</summary>
internal static class SafeHeaders
{
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        // An error clears what was set before.
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
