using EmuEdit.Core;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>A part of a list: <c>?page=</c> the last entry of the part before, <c>&amp;size=</c> at most so many, 1 to 1000, default 100. Where the next part is, the header <c>Link</c> says (RFC 8288).</summary>
/// <param name="After">The last entry of the part before; null for the first part.</param>
/// <param name="Size">Most entries.</param>
internal sealed record ListPage(string? After, int Size)
{
    private const int DefaultSize = 100, MostSize = 1000;

    /// <exception cref="InvalidInputException">The size is out of its range.</exception>
    public static ListPage Of(string? page, int? size) => size is null or (>= 1 and <= MostSize)
        ? new(page, size ?? DefaultSize)
        : throw new InvalidInputException($"a page of {size} entries", $"1 to {MostSize}");

    /// <summary>Answers with the part that begins with <paramref name="rest"/>.</summary>
    public async Task<IResult> AnswerAsync<T>(HttpContext context, IAsyncEnumerable<T> rest, Func<T, string> id)
    {
        var entries = await rest.Take(Size + 1).ToListAsync(context.RequestAborted);
        if (entries.Count <= Size)
            return Results.Ok(entries);
        entries.RemoveAt(Size);
        context.Response.Headers.Link = $"<{context.Request.PathBase}{context.Request.Path}?page={Uri.EscapeDataString(id(entries[^1]))}&size={Size}>; rel=\"next\"";
        return Results.Ok(entries);
    }
}
