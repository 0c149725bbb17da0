using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Groups of neighbouring shards. One Parquet file copies the shards of one group. Its name has the number of groups, so all groups are
/// fixed before the first file is written.
/// </summary>
public static class ShardGroups
{
    /// <summary>Bytes of shards per group, as the Hugging Face hub advises for Parquet files.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>Groups neighbouring shards, as many per group as fit; a larger shard is a group of its own.</summary>
    /// <param name="shards">The shards in order.</param>
    /// <param name="bytes">Returns the size of a shard in bytes.</param>
    /// <param name="mostBytes">Bytes of shards per group, at least 1; default <see cref="MostBytes"/>.</param>
    public static IReadOnlyList<IReadOnlyList<T>> Of<T>(IEnumerable<T> shards, Func<T, long> bytes, long mostBytes = MostBytes)
    {
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(bytes);
        var (groups, used) = (new List<List<T>>(), 0L);
        foreach (var shard in shards)
        {
            var length = bytes(shard);
            if (groups.Count == 0 || used + length > mostBytes)
            {
                groups.Add([]);
                used = 0;
            }
            groups[^1].Add(shard);
            used += length;
        }
        return groups;
    }

    /// <summary>Returns the path of a group's Parquet file in the data set, as the hub expects it.</summary>
    public static string DataFile(int index, int total) => $"data/train-{index:00000}-of-{total:00000}.parquet";

    /// <summary>Writes the Parquet file of a group, unless it exists and was made from the same shards.</summary>
    /// <param name="folder">A folder with the shards of the group.</param>
    /// <param name="shards">Paths of the shards in order, relative to the folder.</param>
    /// <param name="dataFile">Path of the Parquet file, relative to the folder.</param>
    /// <param name="cancellationToken">Cancels the work; no half-written file remains under the name.</param>
    /// <returns>The shards and the Parquet file.</returns>
    /// <exception cref="InvalidInputException">A shard is broken.</exception>
    public static async Task<DatasetPart> WriteAsync(
        string folder,
        IReadOnlyList<string> shards,
        string dataFile,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(shards);
        var files = shards.Select(s => CountedFile.Of(folder, s, cancellationToken)).ToList();
        var tasks = await ParquetFile
            .WriteAsync(
                Path.Combine(folder, dataFile),
                [.. shards.Select(s => Path.Combine(folder, s))],
                NameMap.Of(files.Select(f => KeyValuePair.Create(Path.GetFileName(f.Path), f.Sha256))),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new([.. files, CountedFile.Of(folder, dataFile, tasks.Values.Sum(), cancellationToken)], tasks);
    }
}
