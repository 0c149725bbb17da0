using EmuEdit.Core;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>The headers that make requests safe to repeat.</summary>
internal static class RequestHeaders
{
    /// <summary><c>Idempotency-Key</c>; null where there is none.</summary>
    /// <exception cref="InvalidInputException">It is empty, too long, or has other characters than visible ASCII.</exception>
    public static string? IdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue("Idempotency-Key", out var values) ? TurnRequest.CheckKey(values.ToString()) : null;

    /// <summary>The ETag of <c>If-Match</c>; null where there is none, or <c>*</c>, which any session that exists satisfies.</summary>
    /// <exception cref="InvalidInputException">It is not one ETag.</exception>
    /// <exception cref="BadHttpRequestException">It is a weak one, which never matches (RFC 9110, 13.1.1): 412.</exception>
    public static string? IfMatch(HttpRequest request) => request.Headers.IfMatch.ToString() switch
    {
        "" or "*" => null,
        ['W', '/', '"', .., '"'] weak => throw new BadHttpRequestException($"If-Match {weak}; a weak ETag matches nothing: send the one in quotes alone.", StatusCodes.Status412PreconditionFailed),
        ['"', .. var etag, '"'] when !etag.Contains('"', StringComparison.Ordinal) => etag,
        var other => throw new InvalidInputException($"If-Match {other}", "one ETag in quotes, or *"),
    };
}
