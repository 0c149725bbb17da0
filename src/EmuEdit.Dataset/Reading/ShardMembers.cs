using System.Formats.Tar;

namespace EmuEdit.Dataset;

/// <summary>A file in a shard.</summary>
/// <param name="Key">Its sample: its path up to the first dot of its name.</param>
/// <param name="Part">Which part of the sample it is: what follows that dot, as <see cref="SampleFiles.PartOf"/> has it.</param>
/// <param name="Start">Where its headers begin.</param>
/// <param name="End">Where the next file's begin.</param>
/// <param name="Content">What a text holds; null for others.</param>
internal readonly record struct ShardMember(string Key, string Part, long Start, long End, byte[]? Content);

/// <summary>
/// The files in a shard, hidden ones and what is no file left out. Archives that were put behind each other are read one after another.
/// </summary>
internal static class ShardMembers
{
    private const int Block = 512;
    private const string MacFolder = "__MACOSX";

    /// <summary>All of a stream's, to its end.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static IEnumerable<ShardMember> Of(Stream stream)
    {
        var end = 0L;
        for (long? begin = 0; begin is { } at; begin = NextArchive(stream, at, end))
        {
            stream.Position = end = at;
            using var tar = new TarReader(stream, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                // A member starts where the one before it ended: its headers, of which there may be several, belong to it.
                var start = end;
                end = checked(entry.DataOffset + (entry.Length + Block - 1) / Block * Block);
                if (end > stream.Length)
                    throw new EndOfStreamException($"{entry.Name} ends after it");
                if (IsFile(entry) && Member(entry, start, end) is { } member)
                    yield return member;
            }
            // The reader takes a file that ends after a member for whole; an archive ends with blocks of zeros.
            if (end >= stream.Length)
                throw new EndOfStreamException("it has no end mark");
        }
    }

    /// <summary>The files of an archive of one sample.</summary>
    public static IEnumerable<(string Key, string Part, byte[] Content)> Contents(byte[] archive)
    {
        using var tar = new TarReader(new MemoryStream(archive));
        while (tar.GetNextEntry() is { } entry)
            if (IsFile(entry) && Member(entry, 0, 0) is { } member)
                yield return (member.Key, member.Part, member.Content ?? Content(entry));
    }

    // The first block that is not of zeros. One that had no entry, and does not begin with zeros, is none.
    private static long? NextArchive(Stream stream, long begin, long end)
    {
        var block = new byte[Block];
        for (stream.Position = end; stream.ReadAtLeast(block, Block, throwOnEndOfStream: false) == Block;)
            if (block.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
                return stream.Position - Block is var next && next > begin ? next : throw new InvalidDataException("it holds something else");
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
