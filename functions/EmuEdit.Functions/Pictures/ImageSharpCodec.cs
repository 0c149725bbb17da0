using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmuEdit.Core;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Image = EmuEdit.Core.Image;
using Picture = SixLabors.ImageSharp.Image;

namespace EmuEdit.Functions;

/// <summary>Reads and writes image files with ImageSharp, which is managed code only.</summary>
/// <param name="maxPixels">The maximum size of an image, in pixels (width * height).</param>
internal sealed class ImageSharpCodec(long maxPixels) : IImageCodec
{
    private const string Formats = "PNG, JPEG, WebP, BMP or GIF";

    // The signature and the length of the rest.
    private const int RiffHeader = 8;

    private static readonly Configuration Known = new(
        new PngConfigurationModule(),
        new JpegConfigurationModule(),
        new WebpConfigurationModule(),
        new BmpConfigurationModule(),
        new GifConfigurationModule()
    );

    /// <summary>Limits the pixels of decoded images. Default null: no limit.</summary>
    public PixelBudget? Budget { get; init; }

    /// <inheritdoc/>
    public (int Width, int Height) Measure(ReadOnlyMemory<byte> file, string name) => Read(file, name, () => CheckHeader(file, name));

    /// <inheritdoc/>
    public Image Decode(ReadOnlyMemory<byte> file, string name) => Read(file, name, () =>
    {
        CheckEnd(file.Span, name);
        var (width, height) = CheckHeader(file, name);
        var lease = Budget?.Reserve(width, height);
        try
        {
            if (JpegEnd.IsMissing(file.Span))
                file = WithEnd(file, name);
            using var picture = Picture.Load<Rgba32>(Known, file.Span);
            var flattened = HasTransparency(picture);
            picture.Mutate(p => p.AutoOrient().BackgroundColor(Color.White));
            var image = Pixels(picture, flattened);
            return lease?.HoldFor(image) ?? image;
        }
        catch
        {
            lease?.Dispose();
            throw;
        }
    });

    /// <inheritdoc/>
    public byte[] EncodePng(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var picture = Picture.LoadPixelData<Rgb24>(image.Pixels, image.Width, image.Height);
        using var file = new MemoryStream();
        picture.Save(file, new PngEncoder { ColorType = PngColorType.Rgb });
        return file.ToArray();
    }

    /// <inheritdoc/>
    public byte[] EncodeLossy(Image image, ImageFormat format)
    {
        using var picture = Picture.LoadPixelData<Rgb24>(image.Pixels, image.Width, image.Height);
        using var file = new MemoryStream();
        if (format is ImageFormat.Jpeg)
            picture.Save(file, new JpegEncoder { Quality = IImageCodec.LossyQuality });
        else
            picture.Save(file, new WebpEncoder { Quality = IImageCodec.LossyQuality, FileFormat = WebpFileFormatType.Lossy });
        return file.ToArray();
    }

    private static T Read<T>(ReadOnlyMemory<byte> file, string name, Func<T> read)
    {
        if (file.IsEmpty)
            throw new InvalidInputException(
                $"{name} is empty (0 bytes)",
                $"a {Formats} file",
                "check that the file was written or uploaded completely"
            );
        try
        {
            return read();
        }
        catch (UnknownImageFormatException)
        {
            throw FileKind.Of(file.Span) is { } kind
                ? new InvalidInputException(
                    $"{name} is {kind.Name}",
                    $"a {Formats} file",
                    kind.Name == LfsPointer.Name ? LfsPointer.Advice : "convert it first"
                )
                : new InvalidInputException($"{name} is not a picture", $"a {Formats} file", "check that it is the file you meant");
        }
        // The decoders fail on damaged files with many exception types, and not always with the same one.
        catch (Exception e) when (e is not (InvalidInputException or BusyException or OutOfMemoryException))
        {
            throw Damaged(name);
        }
    }

    private (int Width, int Height) CheckHeader(ReadOnlyMemory<byte> file, string name)
    {
        var header =
            Picture.Identify(Known, new MemoryStream(file.ToArray(), writable: false), out IImageFormat _)
            ?? throw new UnknownImageFormatException(name);
        if ((long)header.Width * header.Height > maxPixels)
            throw new InvalidInputException(
                $"{name} is {header.Width} x {header.Height} pixels",
                string.Create(CultureInfo.InvariantCulture, $"up to {maxPixels:N0} pixels"),
                "scale it down first"
            );
        return (header.Width, header.Height);
    }

    private byte[] WithEnd(ReadOnlyMemory<byte> file, string name)
    {
        CheckHeader(file, name);
        return JpegEnd.IsWhole(file.Span, Hash) ? JpegEnd.Ended(file.Span) : throw Damaged(name);
    }

    private static string? Hash(byte[] file)
    {
        using var picture = Picture.Load<Rgb24>(Known, file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                hash.AppendData(MemoryMarshal.AsBytes(rows.GetRowSpan(y)));
        });
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool HasTransparency(Image<Rgba32> picture)
    {
        var found = false;
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height && !found; y++)
                foreach (var pixel in rows.GetRowSpan(y))
                    found |= pixel.A < byte.MaxValue;
        });
        return found;
    }

    // A truncated file is decoded as far as it goes, with arbitrary pixels after that. A WebP file states its length, so it can be checked.
    private static void CheckEnd(ReadOnlySpan<byte> file, string name)
    {
        if (
            file.StartsWith("RIFF"u8)
            && (file.Length < RiffHeader || BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)RiffHeader > file.Length)
        )
            throw Damaged(name);
    }

    private static InvalidInputException Damaged(string name) =>
        new($"{name} is damaged or cut off", $"a complete {Formats} file", "export or upload it again");

    private static Image Pixels(Image<Rgba32> picture, bool flattened)
    {
        var image = new Image(picture.Width, picture.Height) { Flattened = flattened };
        using var rgb = picture.CloneAs<Rgb24>();
        rgb.CopyPixelDataTo(image.Pixels);
        return image;
    }
}
