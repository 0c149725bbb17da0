using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>The token of a page of samples: the shard and the index in it where the page starts.</summary>
internal static class PageToken
{
    public static string Of(long shard, int skip) => string.Create(CultureInfo.InvariantCulture, $"{shard}-{skip}");

    /// <exception cref="InvalidInputException">The token is not valid.</exception>
    public static (long Shard, int Skip) Parse(string? token)
    {
        if (token is null)
            return (0, 0);
        var dash = token.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(token.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && int.TryParse(token.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? (shard, skip)
            : throw new InvalidInputException("an unknown page of samples", "the token of the previous page");
    }
}
