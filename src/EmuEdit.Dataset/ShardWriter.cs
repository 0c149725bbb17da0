using System.Formats.Tar;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>
/// Writes shards in the WebDataset layout: a tar file of samples, and of each sample <c>KEY.input.png</c>, <c>KEY.json</c>,
/// <c>KEY.region.png</c> and <c>KEY.target.png</c>, beside each other. The bytes depend on the samples alone: no time, no owner.
/// </summary>
public static class ShardWriter
{
    private const int EndMark = 1024;

    /// <summary>The file name of a shard.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="number">Which shard, from 0.</param>
    public static string FileName(string name, long number) => $"{name}-{number:000000}.tar";

    /// <summary>Writes a shard, which appears whole or not at all; one that is there is replaced.</summary>
    /// <param name="path">The tar file; its folder is made when missing.</param>
    /// <param name="samples">
    /// Samples under their keys, which differ and have no dot. Drawn one at a time; what they throw is thrown here.
    /// </param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, EditSample>> samples) =>
        AtomicFile.Write(path, samples.Select(s => SampleFiles.Of(s.Key, s.Value)), Fill);

    /// <summary>
    /// As the other, of pairs that were synthesised and filtered: their json also has <c>origin</c> and <c>filters</c>, and that of a
    /// rejected one <c>rejected_by</c> and <c>reason</c>.
    /// </summary>
    /// <param name="path">The tar file; its folder is made when missing.</param>
    /// <param name="pairs">Pairs under their keys, which differ and have no dot. There may be none.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, JudgedPair>> pairs) =>
        AtomicFile.Write(path, pairs.Select(p => SampleFiles.Of(p.Key, p.Value)), Fill);

    private static void Fill(Stream stream, IEnumerable<SampleFiles> samples)
    {
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            WriteAll(tar, samples);
        // Without any entry the writer leaves the end mark out: two blocks of zeros.
        if (stream.Position == 0)
            stream.Write(new byte[EndMark]);
    }

    private static void WriteAll(TarWriter tar, IEnumerable<SampleFiles> samples)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, parts, _) in samples)
        {
            if (key.Length == 0 || key.Contains('.') || !keys.Add(key))
                throw new ArgumentException($"'{key}' is no key of its own without a dot.", nameof(samples));
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
