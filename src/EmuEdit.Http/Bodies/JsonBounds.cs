using System.Text.Json;
using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>Refuses JSON that is deeper or has longer lists than anything that is meant, before objects are made of it. What is no JSON at all, the route tells.</summary>
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

    /// <exception cref="InvalidInputException">A list or an object has over 1000 entries, or something is over 16 deep.</exception>
    internal static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json, new() { MaxDepth = Deepest + 2 });
        Span<int> entries = stackalloc int[Deepest + 2];
        try
        {
            while (reader.Read())
                Count(reader, entries);
        }
        catch (JsonException)
        {
            // The route says where.
        }
    }

    // The values of an object count, its names come with them.
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
