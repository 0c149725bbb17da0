using System.Text;

namespace EmuEdit.Imaging;

/// <summary>What a file is, told by its first bytes: for messages only.</summary>
internal sealed record FileKind(string Name, bool Readable)
{
    private static readonly (string Prefix, FileKind Kind)[] Known =
    [
        ("\u0089PNG", new("a PNG", true)),
        ("\u00FF\u00D8\u00FF", new("a JPEG", true)),
        ("GIF8", new("a GIF", true)),
        ("BM", new("a BMP", true)),
        ("RIFF", new("a WebP", true)),
        ("II*\0", new("a TIFF picture", false)),
        ("MM\0*", new("a TIFF picture", false)),
        ("%PDF", new("a PDF document", false)),
        ("<svg", new("an SVG drawing", false)),
        ("<?xml", new("an XML document", false)),
        ("PK\u0003\u0004", new("a ZIP archive", false)),
    ];

    /// <summary>The kind of file that begins with <paramref name="bytes"/>; null when unknown.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(12, bytes.Length)]);
        if (head.Length == 12 && head[4..8] == "ftyp")
            return new("a HEIF, AVIF or video file", false);
        return Array.Find(Known, k => head.StartsWith(k.Prefix, StringComparison.Ordinal)).Kind;
    }
}
