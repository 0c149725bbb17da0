using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Reads a shard: a tar file in which a sample's files, those with the same name up to its first dot, are next to each other. Other files
/// are ignored.
/// </summary>
internal static class ShardFile
{
    private const int LargestSample = 1 << 28;

    /// <summary>Finds the samples of a shard and their tasks, from headers and texts alone.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is not a tar file or is truncated, or a sample lacks a file or its text is broken.
    /// </exception>
    public static IReadOnlyList<(long Offset, int Length, EditTask Task)> Scan(string path) => Guarded(path, () =>
    {
        LfsPointer.Refuse(path, "a whole tar file");
        using var stream = File.OpenRead(path);
        RefuseCompressed(path, stream);
        return Samples(path, ShardMembers.Of(stream)).ToArray();
    });

    /// <summary>Reads the files of the sample at an offset.</summary>
    /// <exception cref="InvalidInputException">The shard has changed since it was scanned.</exception>
    public static SampleFiles Read(string path, long offset, int length) => Guarded(path, () =>
    {
        var bytes = new byte[length];
        using (var stream = File.OpenRead(path))
        {
            stream.Position = offset;
            stream.ReadExactly(bytes);
        }
        var (key, parts) = ("", new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        foreach (var (sample, part, content) in ShardMembers.Contents(bytes))
            (key, parts[part]) = (sample, content);
        return new SampleFiles(key, parts, path);
    });

    private static IEnumerable<(long Offset, int Length, EditTask Task)> Samples(string path, IEnumerable<ShardMember> members)
    {
        var sample = new List<ShardMember>();
        foreach (var member in members)
        {
            if (sample.Count > 0 && (sample[0].Key != member.Key || IsAnother(sample, member, path)))
            {
                if (IsSample(sample))
                    yield return Span(path, sample);
                sample.Clear();
            }
            sample.Add(member);
        }
        if (IsSample(sample))
            yield return Span(path, sample);
    }

    // A whole sample may be followed by one with the same key, as in archives that were joined. Any other duplicate is ambiguous.
    private static bool IsAnother(List<ShardMember> sample, ShardMember member, string path) =>
        sample.Exists(m => m.Part == member.Part)
        && IsSample(sample)
        && (
            Missing(sample) is null
                ? true
                : throw new InvalidInputException(
                    $"sample {member.Key} of {path} has {member.Part} twice",
                    "each part of a sample once",
                    "write the shard again"
                )
        );

    // Other files may be between the samples: a licence, a description of the data set in JSON.
    private static bool IsSample(List<ShardMember> files) =>
        files.Exists(m => SampleFiles.Required.Contains(m.Part) && (m.Content is null || SampleText.IsOne(m.Content)));

    private static string? Missing(List<ShardMember> sample) =>
        SampleFiles.Required.FirstOrDefault(part => sample.TrueForAll(m => m.Part != part));

    private static (long, int, EditTask) Span(string path, List<ShardMember> sample)
    {
        if (Missing(sample) is { } missing)
            throw new InvalidInputException(
                $"sample {sample[0].Key} of {path} has no {missing}",
                $"{string.Join(", ", SampleFiles.Required)} of each sample, beside each other; pictures may be PNG, JPEG, WebP, BMP or GIF"
            );
        var length = sample[^1].End - sample[0].Start;
        var text = sample.Last(m => m.Part == SampleFiles.Text).Content!;
        return length <= LargestSample
            ? (sample[0].Start, (int)length, new SampleFiles(sample[0].Key, new() { [SampleFiles.Text] = text }, path).ToInstruction().Task)
            : throw new InvalidInputException($"sample {sample[0].Key} of {path} has {length} bytes", $"up to {LargestSample}");
    }

    // Samples are read at their offsets, which a compressed file does not have.
    private static void RefuseCompressed(string path, FileStream stream)
    {
        var head = new byte[4];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (Compressed.FirstOrDefault(c => head.AsSpan(0, read).StartsWith(c.Mark)) is { Name: { } name })
            throw new InvalidInputException($"{path} is compressed ({name})", "a tar file as it is", "unpack it first");
    }

    private static (byte[] Mark, string Name)[] Compressed { get; } =
        [([0x1F, 0x8B], "gzip"), ([0xFD, 0x37, 0x7A, 0x58], "xz"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x50, 0x4B, 3, 4], "zip")];

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is EndOfStreamException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidInputException(
                $"{path} is cut off or no tar file ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "a whole tar file",
                "write or copy it again"
            );
        }
    }
}
