using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EmuEdit.Imaging.Tests;

/// <summary>PNG files of any header, built chunk by chunk.</summary>
internal static class PngFile
{
    public const byte Rgb = 2, Rgba = 6;

    /// <param name="scanlines">The rows as the format stores them, each behind its filter byte.</param>
    public static byte[] Of(
        int width,
        int height,
        byte depth,
        byte colour,
        byte[] scanlines,
        CompressionLevel level = CompressionLevel.Fastest
    )
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colour);
        using var body = new MemoryStream();
        using (var zlib = new ZLibStream(body, level, leaveOpen: true))
            zlib.Write(scanlines);
        return
        [
            0x89,
            (byte)'P',
            (byte)'N',
            (byte)'G',
            13,
            10,
            26,
            10,
            .. Chunk("IHDR", header),
            .. Chunk("IDAT", body.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(named));
        return chunk;
    }

    private static uint Crc(byte[] bytes)
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
