using System.Formats.Tar;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Writes shards in the WebDataset layout: a tar file of samples, each with <c>KEY.input.png</c>, <c>KEY.json</c>, <c>KEY.region.png</c>
/// and <c>KEY.target.png</c> next to each other. The bytes depend only on the samples; there is no time and no owner.
/// </summary>
public static class ShardWriter
{
    private const int EndMark = 1024;

    /// <summary>Returns the file name of a shard.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="number">Number of the shard, from 0.</param>
    public static string FileName(string name, long number) => $"{name}-{number:000000}.tar";

    /// <summary>Writes a shard atomically; an existing one is replaced.</summary>
    /// <param name="path">Path of the tar file; its folder is created when missing.</param>
    /// <param name="samples">
    /// Samples under their keys, which are unique and have no dot. Enumerated one at a time; exceptions of the enumeration are not caught.
    /// </param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, EditSample>> samples) =>
        AtomicFile.Write(path, samples.Select(s => SampleFiles.Of(s.Key, s.Value)), Fill);

    /// <summary>
    /// Writes a shard of pairs that were synthesised and filtered. Their JSON also has <c>origin</c> and <c>filters</c>, and that of a
    /// rejected pair <c>rejected_by</c> and <c>reason</c>.
    /// </summary>
    /// <param name="path">Path of the tar file; its folder is created when missing.</param>
    /// <param name="pairs">Pairs under their keys, which are unique and have no dot. May be empty.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, JudgedPair>> pairs) =>
        AtomicFile.Write(path, pairs.Select(p => SampleFiles.Of(p.Key, p.Value)), Fill);

    private static void Fill(Stream stream, IEnumerable<SampleFiles> samples)
    {
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            WriteAll(tar, samples);
        // Without any entry, the writer omits the end mark: two blocks of zeros.
        if (stream.Position == 0)
            stream.Write(new byte[EndMark]);
    }

    private static void WriteAll(TarWriter tar, IEnumerable<SampleFiles> samples)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, parts, _) in samples)
        {
            if (key.Length == 0 || key.Contains('.') || !keys.Add(key))
                throw new ArgumentException($"'{key}' is not a unique key without its dots.", nameof(samples));
            foreach (var (part, bytes) in parts)
                tar.WriteEntry(Entry($"{key}.{part}", bytes));
        }
    }

    private static UstarTarEntry Entry(string name, byte[] bytes) => new(TarEntryType.RegularFile, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        DataStream = new MemoryStream(bytes, writable: false),
    };
}
