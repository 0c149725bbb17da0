using EmuEdit.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmuEdit.Http;

/// <summary>
/// One page of a list. <c>?page=</c> is the last entry of the previous page, and <c>&amp;size=</c> the maximum number of entries, 1 to
/// 1000, default 100. The header <c>Link</c> has the address of the next page (RFC 8288).
/// </summary>
/// <param name="After">The last entry of the previous page. Null for the first page.</param>
/// <param name="Size">The maximum number of entries.</param>
internal sealed record ListPage(string? After, int Size)
{
    /// <summary>The maximum number of entries of a page.</summary>
    public const int MostSize = 1000;

    private const int DefaultSize = 100;

    /// <exception cref="InvalidInputException">The size is out of its range.</exception>
    public static ListPage Of(string? page, int? size) => size is null or (>= 1 and <= MostSize)
        ? new(page, size ?? DefaultSize)
        : throw new InvalidInputException($"a page of {size} entries", $"1 to {MostSize}");

    /// <summary>Returns the page that begins with the first entry of <paramref name="rest"/>.</summary>
    public async Task<Ok<List<T>>> AnswerAsync<T>(HttpContext context, IAsyncEnumerable<T> rest, Func<T, string> id)
    {
        var entries = await rest.Take(Size + 1).ToListAsync(context.RequestAborted);
        if (entries.Count <= Size)
            return TypedResults.Ok(entries);
        entries.RemoveAt(Size);
        context.Response.Headers.Link =
            $"<{context.Request.PathBase}{context.Request.Path}?page={Uri.EscapeDataString(id(entries[^1]))}&size={Size}>; rel=\"next\"";
        return TypedResults.Ok(entries);
    }
}
