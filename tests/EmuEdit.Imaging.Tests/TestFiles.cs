using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging.Tests;

/// <summary>Pictures and files that the tests share.</summary>
internal static class TestFiles
{
    public static Image Gradient(int width = 40, int height = 24)
    {
        var image = new Image(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                new byte[] { (byte)(255 * x / width), (byte)(255 * y / height), (byte)(4 * x) }.CopyTo(image.Pixels, image.Offset(x, y));
        return image;
    }

    public static byte[] Png() => new SkiaCodec().EncodePng(Gradient());

    public static byte[] Encoded(SKEncodedImageFormat format)
    {
        using var bitmap = SkiaPixels.ToBitmap(Gradient());
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with an EXIF block that states the orientation.</summary>
    public static byte[] Rotated(byte orientation)
    {
        var jpeg = Encoded(SKEncodedImageFormat.Jpeg);
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(orientation)];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG whose chunk eXIf, before or behind the pixels, states the orientation.</summary>
    public static byte[] RotatedPng(byte orientation, bool little = false, bool behind = false, bool marked = false)
    {
        var png = Png();
        byte[] exif = little
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
            : Exif(orientation);
        var chunk = PngFile.Chunk("eXIf", marked ? [.. "Exif\0\0"u8, .. exif] : exif);
        // Behind the header, which has 25 bytes, or before the end, which has 12.
        var at = behind ? png.Length - 12 : 8 + 25;
        return [.. png[..at], .. chunk, .. png[at..]];
    }

    // A directory of one entry, big-endian.
    private static byte[] Exif(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>An uncompressed 24-bit BMP of 2 x 1 pixels: red, blue.</summary>
    public static byte[] Bmp() =>
    [
        (byte)'B', (byte)'M', 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 255, 255, 0, 0, 0, 0,
    ];

    /// <summary>A GIF of 1 x 1 pixel and two frames: red, then blue.</summary>
    public static byte[] AnimatedGif() =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
        .. GifFrame(0x44), .. GifFrame(0x4C), 0x3B,
    ];

    // One pixel in LZW: clear (100), colour 0 or 1 (000 or 001), end (101), from the low bit up.
    private static byte[] GifFrame(byte lzw) => [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, lzw, 0x01, 0];
}
