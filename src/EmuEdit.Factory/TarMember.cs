using System.Formats.Tar;
using System.Runtime.InteropServices;

namespace EmuEdit.Factory;

/// <summary>Reads a member of a tar file.</summary>
internal static class TarMember
{
    /// <returns>
    /// The content. Null if there is no member of that name, or the file is not a tar file.
    /// </returns>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> file, string name)
    {
        var stream = MemoryMarshal.TryGetArray(file, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(file.ToArray());
        try
        {
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
                if (entry.Name == name)
                    return file.Slice((int)entry.DataOffset, (int)entry.Length);
            return null;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException)
        {
            return null;
        }
    }
}
