using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>Rules for the content of all requests: it is not compressed, and its character set is known (RFC 9110, 8.3 and 8.4).</summary>
internal static class ContentRules
{
    private const string Identity = "identity";

    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        Problem(context) is { } problem ? problem.ExecuteAsync(context) : next(context);

    /// <summary>Returns a request's content type in lower case and without parameters, or null if there is no readable one.</summary>
    public static string? TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : null;

    private static IResult? Problem(HttpContext context)
    {
        var request = context.Request;
        if (
            request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
            && !encoding.Equals(Identity, StringComparison.OrdinalIgnoreCase)
        )
        {
            // Names the accepted encoding (RFC 9110, 12.5.3).
            context.Response.Headers.AcceptEncoding = Identity;
            return Refusal($"Content-Encoding {encoding}; allowed: none. Send the content as it is.");
        }
        return
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.Charset.Length > 0
            && type.Encoding is null
            && type.MediaType.IsText()
            ? Refusal($"charset {type.Charset}; allowed: utf-8, or another that is known.")
            : null;
    }

    // A character set has no meaning for bytes such as those of an image.
    private static bool IsText(this Microsoft.Extensions.Primitives.StringSegment type) =>
        !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private static IResult Refusal(string what) =>
        Results.Problem(what, statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Unsupported content");
}
