using System.Text.Json;
using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses JSON that is deeper or has longer lists than any valid body, before objects are created from it. The route reports text that is
/// not JSON.
/// </summary>
internal sealed class JsonBounds(RequestDelegate next)
{
    private const int Deepest = 16, Longest = 1000;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Kind() == BodyKind.Json && BodyCheck.MayHaveBody(context))
        {
            using var json = new MemoryStream();
            await context.Request.Body.CopyToAsync(json, context.RequestAborted);
            context.Request.Body.Position = 0;
            Check(json.GetBuffer().AsSpan(0, (int)json.Length));
        }
        await next(context);
    }

    /// <exception cref="InvalidInputException">A list or an object has over 1000 entries, or the depth is over 16.</exception>
    internal static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(
            json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json,
            new() { MaxDepth = Deepest + 2 }
        );
        Span<int> entries = stackalloc int[Deepest + 2];
        try
        {
            while (reader.Read())
                Count(reader, entries);
        }
        catch (JsonException)
        {
            // The route reports where the error is.
        }
    }

    // Only the values of an object count, because each name comes with a value.
    private static void Count(scoped in Utf8JsonReader reader, scoped Span<int> entries)
    {
        var (type, depth) = (reader.TokenType, reader.CurrentDepth);
        if (depth > Deepest)
            throw new InvalidInputException($"JSON of over {Deepest} levels", $"up to {Deepest}");
        if (type is JsonTokenType.StartArray or JsonTokenType.StartObject)
            entries[depth + 1] = 0;
        if (type is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) && ++entries[depth] > Longest)
            throw new InvalidInputException($"a list or an object of over {Longest} entries", $"up to {Longest}");
    }
}
