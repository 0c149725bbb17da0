using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// What card and manifest state about some files of a data set: shards, rejects, Parquet. With it the files need not be read again.
/// </summary>
/// <param name="Files">The files.</param>
/// <param name="Tasks">Kept pairs per task in the shards among them.</param>
public sealed record DatasetPart(IReadOnlyList<CountedFile> Files, NameMap<long> Tasks)
{
    /// <summary>Returns all files of several parts, sorted by path, and the sums of their tasks.</summary>
    public static DatasetPart Sum(IEnumerable<DatasetPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var (files, tasks) = (new List<CountedFile>(), new NameMap<long>());
        foreach (var part in parts)
        {
            files.AddRange(part.Files);
            tasks = NameMap.Plus(tasks, part.Tasks);
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new(files, tasks);
    }

    internal IReadOnlyList<CountedFile> Shards => In("shards/", ".tar");

    internal IReadOnlyList<CountedFile> RejectShards => In("rejects/", ".tar");

    internal long Rejected => In("rejects/", ".jsonl").Sum(f => f.Samples);

    internal long DataBytes => In("data/", "").Sum(f => f.Bytes);

    private List<CountedFile> In(string folder, string extension) =>
        [
            .. Files.Where(f =>
                f.Path.StartsWith(folder, StringComparison.Ordinal) && f.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
            ),
        ];
}

/// <summary>A file of a data set, and what it counts.</summary>
/// <param name="Path">Path relative to the folder of the data set, with slashes.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 in hexadecimal.</param>
/// <param name="Samples">Number of pairs in a tar or Parquet file, of lines in a <c>.jsonl</c> file.</param>
public sealed record CountedFile(string Path, long Bytes, string Sha256, long Samples)
{
    /// <summary>Reads a shard or a file of rejects.</summary>
    /// <param name="folder">A folder with the file.</param>
    /// <param name="path">The file's path, relative to the folder.</param>
    /// <param name="cancellationToken">Cancels before the file is read.</param>
    /// <exception cref="InvalidInputException">A tar file is broken.</exception>
    public static CountedFile Of(string folder, string path, CancellationToken cancellationToken = default)
    {
        var file = System.IO.Path.Combine(folder, path);
        return Of(folder, path, path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? File.ReadLines(file).LongCount()
            : ShardFile.Scan(file).Count, cancellationToken);
    }

    internal static CountedFile Of(string folder, string path, long samples, CancellationToken cancellationToken)
    {
        var file = DatasetFile.Of(folder, path, cancellationToken);
        return new(file.Path, file.Bytes, file.Sha256, samples);
    }

    internal DatasetFile ToFile() => new(Path, Bytes, Sha256, Measured: false);
}
