using System.Buffers.Binary;
using System.Text;

namespace EmuEdit.Core;

/// <summary>The kind of a file, recognised by its first bytes. For messages only.</summary>
/// <param name="Name">Name of the kind, with an article.</param>
/// <param name="Readable">Whether images of this kind can be read.</param>
public sealed record FileKind(string Name, bool Readable)
{
    private const int BoxHeader = 8, MostBrands = 64;

    private static readonly (string Prefix, FileKind Kind)[] Known =
    [
        ("\u0089PNG", new("a PNG", true)),
        ("\u00FF\u00D8\u00FF", new("a JPEG", true)),
        ("GIF8", new("a GIF", true)),
        ("BM", new("a BMP", true)),
        ("II*\0", new("a TIFF picture", false)),
        ("MM\0*", new("a TIFF picture", false)),
        ("II+\0", new("a TIFF picture", false)),
        ("MM\0+", new("a TIFF picture", false)),
        ("\u00FF\u000A", new("a JPEG XL picture", false)),
        ("\0\0\0\u000CJXL ", new("a JPEG XL picture", false)),
        ("\0\0\0\u000CjP  ", new("a JPEG 2000 picture", false)),
        ("8BPS", new("a Photoshop document", false)),
        ("\0\0\u0001\0", new("an icon", false)),
        ("qoif", new("a QOI picture", false)),
        ("DDS ", new("a DDS texture", false)),
        ("v/1\u0001", new("an OpenEXR picture", false)),
        ("#?RADIANCE", new("a Radiance HDR picture", false)),
        ("%PDF", new("a PDF document", false)),
        ("<svg", new("an SVG drawing", false)),
        ("<?xml", new("an XML document", false)),
        ("<!DOCTYPE", new("a web page", false)),
        ("<!doctype", new("a web page", false)),
        ("<html", new("a web page", false)),
        ("PK\u0003\u0004", new("a ZIP archive", false)),
        ("\u001F\u008B", new("a gzip archive", false)),
        (LfsPointer.Beginning, new(LfsPointer.Name, false)),
    ];

    private static readonly (string Brand, string Name)[] Brands =
    [
        ("avif", "an AVIF picture"),
        ("avis", "an AVIF picture"),
        ("heic", "a HEIC picture"),
        ("heix", "a HEIC picture"),
        ("hevc", "a HEIC picture"),
        ("heim", "a HEIC picture"),
        ("heis", "a HEIC picture"),
        ("mif1", "a HEIF picture"),
        ("msf1", "a HEIF picture"),
    ];

    /// <summary>Finds the kind of a file that begins with <paramref name="bytes"/>; null when it is unknown.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(64, bytes.Length)]);
        if (head.Length >= 12 && head[4..8] == "ftyp")
            return new(OfBrands(bytes), false);
        if (head.StartsWith("RIFF", StringComparison.Ordinal))
            return head.Length < 12 || head[8..12] == "WEBP" ? new("a WebP", true) : new("a sound or video file", false);
        return Array.Find(Known, k => head.StartsWith(k.Prefix, StringComparison.Ordinal)).Kind;
    }

    // The first box lists the formats of the file from its eighth byte: a brand, a version, and further brands.
    private static string OfBrands(ReadOnlySpan<byte> bytes)
    {
        var length = (int)Math.Min(Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)bytes.Length), BoxHeader + 4 * MostBrands);
        var places = Enumerable.Range(2, Math.Max(1, length / 4 - 2)).Where(i => i != 3).ToArray();
        foreach (var (brand, name) in Brands)
            foreach (var i in places)
                if (bytes.Slice(4 * i, 4).SequenceEqual(Encoding.ASCII.GetBytes(brand)))
                    return name;
        return "a video file";
    }
}
