using System.Buffers.Binary;
using System.Text;

namespace EmuEdit.Training.Torch;

/// <summary>
/// The table of symbol versions that a 64-bit little-endian ELF library
/// requires (section <c>.gnu.version_r</c>, System V gABI, GNU extensions).
/// </summary>
internal sealed class ElfSymbolVersions(byte[] file)
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>
    /// Marks a required version as weak, so that the loader warns instead of failing if it is
    /// missing.
    /// </summary>
    /// <returns>Number of entries marked; 0 if the library does not require the version.</returns>
    public int Weaken(string version)
    {
        var marked = 0;
        foreach (var (flags, name) in Entries())
        {
            if (name != version)
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(flags), (ushort)(U16(flags) | Weak));
            marked++;
        }
        return marked;
    }

    private IEnumerable<(int Flags, string Name)> Entries()
    {
        var (headers, size, count) = (Int(U64(0x28)), U16(0x3A), U16(0x3C));
        for (var header = headers; header < headers + size * count; header += size)
        {
            if (U32(header + 4) != VersionNeedSection)
                continue;
            var names = Int(U64(headers + (int)U32(header + 0x28) * size + 0x18));
            foreach (var entry in Walk(Int(U64(header + 0x18))))
                yield return (entry + 4, Text(names + (int)U32(entry + 8)));
        }
    }

    // A list of libraries, each with a list of versions. Links are byte distances; 0 ends a list.
    private IEnumerable<int> Walk(int library)
    {
        for (uint next = 1; next != 0; library += (int)next)
        {
            var entry = library + (int)U32(library + 8);
            for (var left = U16(library + 2); left > 0; left--)
            {
                yield return entry;
                entry += (int)U32(entry + 12);
            }
            next = U32(library + 12);
        }
    }

    private string Text(int at) => Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));

    private static int Int(ulong value) => checked((int)value);
}
