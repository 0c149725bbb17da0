using System.Buffers.Binary;

namespace EmuEdit.Imaging;

/// <summary>
/// The orientation in a PNG's <c>eXIf</c> chunk (PNG specification, third edition, 11.3.4.5), which
/// Skia does not read.
/// </summary>
internal static class PngOrientation
{
    private const int SignatureLength = 8, ChunkHeader = 8, Checksum = 4, DirectoryEntry = 12, OrientationTag = 0x0112, Short = 3;

    /// <summary>Returns the EXIF orientation, 1 to 8; 1 when the file states none or is not a PNG.</summary>
    public static int Of(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']))
            return 1;
        for (var at = (long)SignatureLength; at + ChunkHeader <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            var begin = at + ChunkHeader;
            if (begin + length > file.Length)
                return 1;
            if (file.Slice((int)at + 4, 4).SequenceEqual("eXIf"u8))
                return OfExif(file.Slice((int)begin, (int)length));
            at = begin + length + Checksum;
        }
        return 1;
    }

    // A TIFF header, then a directory of entries: tag, type, count, value. Some programs put JPEG's
    // Exif prefix before it.
    private static int OfExif(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        if (exif.Length < 8 || !(exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8)))
            return 1;
        var little = exif[0] == 'I';
        var directory = Number(exif[4..], 4, little);
        if (directory + 2 > exif.Length)
            return 1;
        var entries = exif[(int)directory..];
        for (
            var (left, at) = (Number(entries, 2, little), 2);
            left > 0 && at + DirectoryEntry <= entries.Length;
            left--, at += DirectoryEntry
        )
            if (Number(entries[at..], 2, little) == OrientationTag && Number(entries[(at + 2)..], 2, little) == Short)
                return Number(entries[(at + 8)..], 2, little) is >= 1 and <= 8 and var orientation ? (int)orientation : 1;
        return 1;
    }

    private static long Number(ReadOnlySpan<byte> bytes, int size, bool little) => (size, little) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
    };
}
