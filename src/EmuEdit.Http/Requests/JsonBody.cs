using System.Text.Json;
using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Reads JSON bodies strictly: unknown fields are refused.</summary>
internal static class JsonBody
{
    /// <summary>Reads the request's body.</summary>
    /// <exception cref="BadHttpRequestException">The body's media type is not JSON, or the body is too large.</exception>
    /// <exception cref="InvalidInputException">The body is not JSON, or has another structure.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException(
                $"Content-Type {request.ContentType ?? "(none)"}; allowed: application/json.",
                StatusCodes.Status415UnsupportedMediaType
            );
        try
        {
            return await request.ReadFromJsonAsync<T>(cancellationToken) ?? throw Refusal("null", typeof(T));
        }
        catch (JsonException e)
        {
            throw Refusal($"{e.Path ?? "$"}, line {e.LineNumber + 1}", typeof(T), e.Path);
        }
    }

    private static InvalidInputException Refusal(string where, Type type, string? path = null) =>
        new($"a JSON body that cannot be read at {where}", JsonShape.Allowed(type, path));
}
