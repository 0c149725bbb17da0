using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Reads JSON bodies strictly: unknown fields are refused.</summary>
internal static class JsonBody
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

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
            return await request.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw Refusal("null", typeof(T));
        }
        catch (JsonException e)
        {
            throw Refusal($"{e.Path ?? "$"}, line {e.LineNumber + 1}", typeof(T), e.Path);
        }
    }

    private static InvalidInputException Refusal(string where, Type type, string? path = null) =>
        new($"a JSON body that cannot be read at {where}", JsonShape.Allowed(type, path));
}

/// <summary>The body of <c>POST /api/sessions/{id}/branch</c>.</summary>
/// <param name="Turn">The turn to branch at. 0 for the source.</param>
internal sealed record BranchBody([property: JsonRequired] int Turn);

/// <summary>The body of <c>POST /api/sessions/{id}/turns</c>. Missing fields have the bundle's defaults.</summary>
internal sealed record TurnBody : EditOptions
{
    public string Instruction { get; init; } = "";

    /// <summary>An image file in Base64: white where the turn may change pixels.</summary>
    public byte[]? Mask { get; init; }

    /// <summary>The turn that the client expects to be current.</summary>
    public int? ExpectedTurn { get; init; }

    public TurnRequest ToRequest() => new(Instruction ?? "", ToOptions()) { ExpectedTurn = ExpectedTurn, Mask = Mask };
}
