using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>
/// Returns an image of a turn: the stored PNG, or a smaller image if the request has <c>?width=</c>, or a JPEG or WebP if <c>Accept</c>
/// prefers it. A repeated request is answered with 304 if the client already has the image.
/// </summary>
internal static class ImageAnswer
{
    /// <summary>The range of widths, in pixels.</summary>
    public const int Narrowest = 16, Widest = 1024;

    // WebP has at most 14 bits per side.
    private const int WidestWebP = 16383;

    /// <summary>The media types of images. The first is stored; the others are made for clients that prefer them.</summary>
    public static string[] Types { get; } = ["image/png", "image/jpeg", "image/webp"];

    /// <summary>Returns an image in the preferred type.</summary>
    /// <exception cref="InvalidInputException">The width is out of its range.</exception>
    /// <exception cref="BusyException">There are too many pixels in memory to decode the image now.</exception>
    public static IResult Of(HttpContext context, Blob image, int? width, IImageCodec codec) =>
        Of(context, image, width, codec, Preference.Best(context.Request, Types));

    /// <summary>Returns an image as PNG, because every pixel matters.</summary>
    /// <inheritdoc cref="Of(HttpContext, Blob, int?, IImageCodec)"/>
    public static IResult OfPng(HttpContext context, Blob image, int? width, IImageCodec codec) =>
        Of(context, image, width, codec, Types[0]);

    private static IResult Of(HttpContext context, Blob image, int? width, IImageCodec codec, string type)
    {
        if (width is not null and (< Narrowest or > Widest))
            throw new InvalidInputException(
                $"an image {width} pixels wide",
                $"{Narrowest} to {Widest}, or no width for the image as it is stored"
            );
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Vary = HeaderNames.Accept;
        var format = (ImageFormat)Array.IndexOf(Types, type);
        var suffix = (width is null ? "" : $"-{width}") + (format is ImageFormat.Png ? "" : $"-{format}".ToLowerInvariant());
        var tag = new EntityTagHeaderValue($"\"{image.ETag}{suffix}\"");
        return suffix.Length == 0 || IsKnown(context.Request, tag)
            ? Results.Bytes(image.Content, Types[0], entityTag: tag)
            : Made(image, width, codec, format, tag);
    }

    private static IResult Made(Blob image, int? width, IImageCodec codec, ImageFormat format, EntityTagHeaderValue tag)
    {
        var decoded = codec.Decode(image.Content, "the image");
        var small = width < decoded.Width ? Thumbnail.Of(decoded, width.Value) : decoded;
        if (format is ImageFormat.WebP && Math.Max(small.Width, small.Height) > WidestWebP)
            format = ImageFormat.Png;
        var content = small == decoded && format is ImageFormat.Png ? image.Content : codec.Encode(small, format);
        return Results.Bytes(content, Types[(int)format], entityTag: tag);
    }

    // The response is then 304 without content, so the image need not be decoded.
    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
}
