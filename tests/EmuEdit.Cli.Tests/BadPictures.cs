using System.Buffers.Binary;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Cli.Tests;

/// <summary>Files that are no usable pictures.</summary>
internal static class BadPictures
{
    /// <summary>The file of that kind; null for one that is not there.</summary>
    public static byte[]? Bytes(string kind) => kind switch
    {
        "empty" => [],
        "text" => "hello, world"u8.ToArray(),
        "cut" => Png()[..^60],
        "huge" => Huge(),
        _ => null,
    };

    private static byte[] Png()
    {
        var noise = new Image(32, 32);
        for (var i = 0; i < noise.Pixels.Length; i++)
            noise.Pixels[i] = (byte)(i * 37);
        return new SkiaCodec().EncodePng(noise);
    }

    // A whole PNG whose header is made to claim 50 000 x 50 000 pixels.
    private static byte[] Huge()
    {
        const int header = 12, width = 16, crc = 29;
        var png = Png();
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(width), 50_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(width + 4), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(crc), Crc(png.AsSpan(header, crc - header)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }
}
