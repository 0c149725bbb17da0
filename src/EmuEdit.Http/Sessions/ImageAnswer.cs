using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>
/// Returns an image of a turn: the stored file, or a smaller image if the request has <c>?width=</c>. A repeated request is answered with
/// 304 if the client already has the image.
/// </summary>
internal static class ImageAnswer
{
    /// <summary>The range of widths, in pixels.</summary>
    public const int Narrowest = 16, Widest = 1024;

    private const string Png = "image/png";

    /// <summary>The media types of responses.</summary>
    public static string[] Types => [Png];

    /// <exception cref="InvalidInputException">The width is out of its range.</exception>
    /// <exception cref="BusyException">There are too many pixels in memory to decode the image now.</exception>
    public static IResult Of(HttpContext context, Blob image, int? width, IImageCodec codec)
    {
        if (width is not null and (< Narrowest or > Widest))
            throw new InvalidInputException(
                $"a picture {width} pixels wide",
                $"{Narrowest} to {Widest}, or no width for the picture as it is"
            );
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue(width is null ? $"\"{image.ETag}\"" : $"\"{image.ETag}-{width}\"");
        return Results.Bytes(
            width is { } narrow && !IsKnown(context.Request, tag) ? Small(image, narrow, codec) : image.Content,
            Png,
            entityTag: tag
        );
    }

    private static ReadOnlyMemory<byte> Small(Blob image, int width, IImageCodec codec)
    {
        var decoded = codec.Decode(image.Content, "the picture");
        return width < decoded.Width ? codec.EncodePng(Thumbnail.Of(decoded, width)) : image.Content;
    }

    // The response is then 304 without content, so the image need not be decoded.
    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
}
