using EmuEdit.Core;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Reads the headers that make requests safe to repeat.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns <c>Idempotency-Key</c>, or null if it is missing.</summary>
    /// <exception cref="InvalidInputException">The key is empty, too long, or has other characters than visible ASCII.</exception>
    public static string? IdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue("Idempotency-Key", out var values) ? TurnRequest.CheckKey(values.ToString()) : null;

    /// <summary>
    /// Returns the ETag of <c>If-Match</c>. Returns null if it is missing, or is <c>*</c>, which matches any existing session.
    /// </summary>
    /// <exception cref="InvalidInputException">The value is not a single ETag.</exception>
    /// <exception cref="BadHttpRequestException">The ETag is weak, which never matches (RFC 9110, 13.1.1): 412.</exception>
    public static string? IfMatch(HttpRequest request) =>
        request.Headers.IfMatch.ToString() switch
        {
            "" or "*" => null,
            ['W', '/', '"', .., '"'] weak => throw new BadHttpRequestException(
                $"If-Match {weak}; a weak ETag matches nothing: send the one in quotes alone.",
                StatusCodes.Status412PreconditionFailed
            ),
            ['"', .. var etag, '"'] when !etag.Contains('"', StringComparison.Ordinal) => etag,
            var other => throw new InvalidInputException($"If-Match {other}", "one ETag in quotes, or *"),
        };
}
