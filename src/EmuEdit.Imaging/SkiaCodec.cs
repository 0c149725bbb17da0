using System.Globalization;
using System.Security.Cryptography;
using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>Reads and writes image files with SkiaSharp.</summary>
/// <param name="maxPixels">Largest image that is accepted, in pixels (width * height); default 64 million.</param>
public sealed class SkiaCodec(long maxPixels = SkiaCodec.DefaultMaxPixels) : IImageCodec
{
    /// <summary>64 000 000 pixels: about 450 MB while decoding.</summary>
    public const long DefaultMaxPixels = 64_000_000;

    private const string Formats = "PNG, JPEG, WebP, BMP or GIF";

    /// <summary>The budget that bounds the decoded images; null, the default, for no bound.</summary>
    public PixelBudget? Budget { get; init; }

    /// <inheritdoc/>
    public Image Decode(ReadOnlyMemory<byte> file, string name) => Decode(file, name, FlattenOntoWhite);

    /// <summary>
    /// Finds the pixels of an image file that are at least half transparent; the mask is empty when
    /// the file has no alpha.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Name for error messages, for example the file's path.</param>
    /// <exception cref="InvalidInputException">As <see cref="Decode(ReadOnlyMemory{byte}, string)"/>.</exception>
    public Mask DecodeTransparent(ReadOnlyMemory<byte> file, string name) => Mask.Of(Decode(file, name, TransparencyOf));

    /// <inheritdoc/>
    public byte[] EncodePng(Image image)
    {
        using var bitmap = SkiaPixels.ToBitmap(image);
        using var pixmap = bitmap.PeekPixels();
        using var png = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6))
            ?? throw new InvalidOperationException($"The {image.Width} x {image.Height} picture could not be encoded.");
        return png.ToArray();
    }

    /// <inheritdoc/>
    public byte[] EncodeLossy(Image image, ImageFormat format)
    {
        using var bitmap = SkiaPixels.ToBitmap(image);
        var kind = format is ImageFormat.Jpeg ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Webp;
        using var file = bitmap.Encode(kind, IImageCodec.LossyQuality)
            ?? throw new InvalidOperationException($"The {image.Width} x {image.Height} picture could not be encoded.");
        return file.ToArray();
    }

    /// <summary>Decodes the file at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidInputException">
    /// The file does not exist, or as for <see cref="Decode(ReadOnlyMemory{byte}, string)"/>.
    /// </exception>
    public Image Read(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException($"{path} is a folder", $"a {Formats} file", "name the picture inside it");
        if (!File.Exists(path))
            throw new InvalidInputException($"{path} does not exist", $"a {Formats} file", "check the path");
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>
    /// Writes a PNG to <paramref name="path"/> through a temporary file beside it, so that nobody
    /// ever sees half an image. Creates missing folders.
    /// </summary>
    public void Write(string path, Image image) => AtomicFile.Write(path, EncodePng(image));

    /// <inheritdoc/>
    public (int Width, int Height) Measure(ReadOnlyMemory<byte> file, string name)
    {
        using var codec = Open(file, name);
        return (codec.Info.Width, codec.Info.Height);
    }

    private Image Decode(ReadOnlyMemory<byte> file, string name, Func<SKBitmap, Image> convert)
    {
        var (width, height) = Measure(file, name);
        var lease = Budget?.Reserve(width, height);
        try
        {
            if (JpegEnd.IsMissing(file.Span) && JpegEnd.IsWhole(file.Span, Hash))
                file = JpegEnd.Ended(file.Span);
            using var codec = Open(file, name);
            var origin =
                codec.EncodedOrigin is SKEncodedOrigin.TopLeft ? (SKEncodedOrigin)PngOrientation.Of(file.Span) : codec.EncodedOrigin;
            var image = Orientation.Apply(Converted(codec), origin);
            return lease?.HoldFor(image) ?? image;
        }
        catch
        {
            lease?.Dispose();
            throw;
        }

        // Frees the bitmap before a turned copy is made.
        Image Converted(SKCodec codec)
        {
            using var bitmap = Read(codec, name);
            return convert(bitmap);
        }
    }

    private string? Hash(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
            return null;
        CheckHeader(codec, "the picture");
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is SKCodecResult.Success
            ? Convert.ToHexString(SHA256.HashData(bitmap.GetPixelSpan()))
            : null;
    }

    private SKCodec Open(ReadOnlyMemory<byte> file, string name)
    {
        if (file.IsEmpty)
            throw new InvalidInputException(
                $"{name} is empty (0 bytes)",
                $"a {Formats} file",
                "check that the file was written or uploaded completely"
            );
        // The codec holds the data for as long as it lives.
        using var data = SKData.CreateCopy(file.Span);
        var codec = SKCodec.Create(data) ?? throw Unreadable(file.Span, name);
        try
        {
            CheckHeader(codec, name);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private static InvalidInputException Unreadable(ReadOnlySpan<byte> file, string name) =>
        FileKind.Of(file) switch
        {
            { Readable: true } kind => new(
                $"{name} begins as {kind.Name} but its header is broken or cut off",
                $"a complete {Formats} file",
                "export or upload it again"
            ),
            { } kind => new(
                $"{name} is {kind.Name}",
                $"a {Formats} file",
                kind.Name == LfsPointer.Name ? LfsPointer.Advice : "convert it first"
            ),
            null => new($"{name} is not a picture", $"a {Formats} file", "check that it is the file you meant"),
        };

    private void CheckHeader(SKCodec codec, string name)
    {
        if (
            codec.EncodedFormat
            is not (
                SKEncodedImageFormat.Png
                or SKEncodedImageFormat.Jpeg
                or SKEncodedImageFormat.Webp
                or SKEncodedImageFormat.Bmp
                or SKEncodedImageFormat.Gif
            )
        )
            throw new InvalidInputException($"{name} is a {codec.EncodedFormat} picture", $"a {Formats} file", "convert it first");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > maxPixels)
            throw new InvalidInputException(
                $"{name} is {width} x {height} pixels",
                string.Create(CultureInfo.InvariantCulture, $"up to {maxPixels:N0} pixels"),
                "scale it down first"
            );
    }

    private static SKBitmap Read(SKCodec codec, string name)
    {
        // Asking for sRGB converts embedded profiles and CMYK; asking for 8888 reduces 16 bits; a
        // plain read takes an animation's first frame.
        using var srgb = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, srgb));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result == SKCodecResult.Success)
            return bitmap;
        bitmap.Dispose();
        throw new InvalidInputException(
            result is SKCodecResult.IncompleteInput ? $"{name} is cut off: its pixels end early" : $"{name} is damaged ({result})",
            $"a complete {Formats} file", "export or upload it again");
    }

    private static Image FlattenOntoWhite(SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var flattened = bitmap.Info.AlphaType is not SKAlphaType.Opaque && HasTransparency(rgba);
        var image = new Image(bitmap.Width, bitmap.Height) { Flattened = flattened };
        var rgb = image.Pixels;
        for (int i = 0, o = 0; o < rgb.Length; i += 4, o += 3)
        {
            int alpha = rgba[i + 3], white = (255 - alpha) * 255 + 127;
            rgb[o] = (byte)((rgba[i] * alpha + white) / 255);
            rgb[o + 1] = (byte)((rgba[i + 1] * alpha + white) / 255);
            rgb[o + 2] = (byte)((rgba[i + 2] * alpha + white) / 255);
        }
        return image;
    }

    private static bool HasTransparency(ReadOnlySpan<byte> rgba)
    {
        for (var i = 3; i < rgba.Length; i += 4)
            if (rgba[i] < byte.MaxValue)
                return true;
        return false;
    }

    private static Image TransparencyOf(SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var image = new Image(bitmap.Width, bitmap.Height);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(255 - rgba[i / 3 * 4 + 3]);
        return image;
    }
}
