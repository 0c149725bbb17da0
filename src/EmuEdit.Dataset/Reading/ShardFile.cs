using System.Formats.Tar;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Reads a shard: a tar file in which a sample's files, those with the same name up to its first dot, stand beside each other. Files of other kinds are passed over.</summary>
internal static class ShardFile
{
    private const int Block = 512, LargestSample = 1 << 28;

    /// <summary>Where the samples of a shard lie and of what task they are, from its headers and texts alone.</summary>
    /// <exception cref="InvalidInputException">It is no tar file, is cut off, or a sample lacks a file or its text is broken.</exception>
    public static IReadOnlyList<(long Offset, int Length, EditTask Task)> Scan(string path) => Guarded(path, () =>
    {
        using var stream = File.OpenRead(path);
        return Samples(path, Members(stream)).ToArray();
    });

    /// <summary>The files of the sample that lies there.</summary>
    /// <exception cref="InvalidInputException">The shard is not what it was when it was scanned.</exception>
    public static SampleFiles Read(string path, long offset, int length) => Guarded(path, () =>
    {
        var bytes = new byte[length];
        using (var stream = File.OpenRead(path))
        {
            stream.Position = offset;
            stream.ReadExactly(bytes);
        }
        using var tar = new TarReader(new MemoryStream(bytes));
        var (key, parts) = ("", new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        while (tar.GetNextEntry() is { } entry)
            if (IsFile(entry))
                (key, parts[Split(entry.Name).Part]) = (Split(entry.Name).Key, Content(entry));
        return new SampleFiles(key, parts, path);
    });

    private static IEnumerable<(long Offset, int Length, EditTask Task)> Samples(string path, IEnumerable<Member> members)
    {
        var sample = new List<Member>();
        foreach (var member in members)
        {
            if (sample.Count > 0 && sample[0].Key != member.Key)
            {
                yield return Span(path, sample);
                sample.Clear();
            }
            sample.Add(member);
        }
        if (sample.Count > 0)
            yield return Span(path, sample);
    }

    private static (long, int, EditTask) Span(string path, List<Member> sample)
    {
        if (SampleFiles.Required.FirstOrDefault(part => sample.TrueForAll(m => m.Part != part)) is { } missing)
            throw new InvalidInputException($"sample {sample[0].Key} of {path} has no {missing}", $"{string.Join(", ", SampleFiles.Required)} of each sample, beside each other");
        var length = sample[^1].End - sample[0].Start;
        var text = sample.Last(m => m.Part == SampleFiles.Text).Content!;
        return length <= LargestSample
            ? (sample[0].Start, (int)length, new SampleFiles(sample[0].Key, new() { [SampleFiles.Text] = text }, path).ToInstruction().Task)
            : throw new InvalidInputException($"sample {sample[0].Key} of {path} has {length} bytes", $"up to {LargestSample}");
    }

    // A member starts where the one before it ended: its headers, of which there may be several, belong to it.
    private static IEnumerable<Member> Members(Stream stream)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        var end = 0L;
        while (tar.GetNextEntry() is { } entry)
        {
            var start = end;
            end = checked(entry.DataOffset + (entry.Length + Block - 1) / Block * Block);
            if (end > stream.Length)
                throw new EndOfStreamException($"{entry.Name} ends after it");
            if (IsFile(entry))
            {
                var (key, part) = Split(entry.Name);
                yield return new(key, part, start, end, part == SampleFiles.Text ? Content(entry) : null);
            }
        }
        // The reader takes a file that ends after a member for whole; an archive ends with blocks of zeros.
        if (end >= stream.Length)
            throw new EndOfStreamException("it has no end mark");
    }

    private static bool IsFile(TarEntry entry) => entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;

    private static (string Key, string Part) Split(string name)
    {
        var dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
    }

    private static byte[] Content(TarEntry entry)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return bytes;
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidInputException($"{path} is cut off or no tar file ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "a whole tar file", "write or copy it again");
        }
    }

    private readonly record struct Member(string Key, string Part, long Start, long End, byte[]? Content);
}
