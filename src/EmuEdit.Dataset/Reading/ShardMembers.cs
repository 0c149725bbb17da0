using System.Formats.Tar;

namespace EmuEdit.Dataset;

/// <summary>A file in a shard.</summary>
/// <param name="Key">The sample's key: the path up to the first dot of the file's name.</param>
/// <param name="Part">The part of the sample: the name after that dot, in the form of <see cref="SampleFiles.PartOf"/>.</param>
/// <param name="Start">Offset of the file's headers.</param>
/// <param name="End">Offset of the next file's headers.</param>
/// <param name="Content">The content of a text; null for other files.</param>
internal readonly record struct ShardMember(string Key, string Part, long Start, long End, byte[]? Content);

/// <summary>
/// Reads the files in a shard, except hidden ones and entries that are not files. Concatenated archives are read one after another.
/// </summary>
internal static class ShardMembers
{
    private const int Block = 512;
    private const string MacFolder = "__MACOSX";

    /// <summary>Reads the files of a stream to its end.</summary>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public static IEnumerable<ShardMember> Of(Stream stream)
    {
        var end = 0L;
        for (long? begin = 0; begin is { } at; begin = NextArchive(stream, at, end))
        {
            stream.Position = end = at;
            using var tar = new TarReader(stream, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                // A member starts where the previous one ended: its headers, of which there may be several, belong to it.
                var start = end;
                end = checked(entry.DataOffset + (entry.Length + Block - 1) / Block * Block);
                if (end > stream.Length)
                    throw new EndOfStreamException($"{entry.Name} ends after it");
                if (IsFile(entry) && Member(entry, start, end) is { } member)
                    yield return member;
            }
            // The reader accepts a file that ends after a member; a complete archive ends with blocks of zeros.
            if (end >= stream.Length)
                throw new EndOfStreamException("it has no end mark");
        }
    }

    /// <summary>Reads the files of an archive that holds one sample.</summary>
    public static IEnumerable<(string Key, string Part, byte[] Content)> Contents(byte[] archive)
    {
        using var tar = new TarReader(new MemoryStream(archive));
        while (tar.GetNextEntry() is { } entry)
            if (IsFile(entry) && Member(entry, 0, 0) is { } member)
                yield return (member.Key, member.Part, member.Content ?? Content(entry));
    }

    // Finds the first block that is not zeros. Such a block at the very beginning gave no entry, so it is not an archive.
    private static long? NextArchive(Stream stream, long begin, long end)
    {
        var block = new byte[Block];
        for (stream.Position = end; stream.ReadAtLeast(block, Block, throwOnEndOfStream: false) == Block;)
            if (block.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
                return stream.Position - Block is var next && next > begin
                    ? next
                    : throw new InvalidDataException("it holds something else");
        return null;
    }

    private static ShardMember? Member(TarEntry entry, long start, long end)
    {
        var name = entry.Name;
        if (name.Split('/').Any(part => part is not ("." or "..") && DatasetFolder.IsHidden(part) || part == MacFolder))
            return null;
        var dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        var (key, part) = dot < 0 ? (name, "") : (name[..dot], SampleFiles.PartOf(name[(dot + 1)..]));
        return new(key, part, start, end, part == SampleFiles.Text ? Content(entry) : null);
    }

    private static bool IsFile(TarEntry entry) => entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;

    private static byte[] Content(TarEntry entry)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return bytes;
    }
}
