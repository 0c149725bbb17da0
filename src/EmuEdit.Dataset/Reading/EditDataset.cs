using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>Opens data sets of edits in any storage format.</summary>
public static class EditDataset
{
    private const string Shards = ".tar", Parquet = ".parquet";

    /// <summary>Opens shards or Parquet files.</summary>
    /// <param name="paths">
    /// Files that end in <c>.tar</c>, or files that end in <c>.parquet</c>, or folders of one of the two kinds, from which every file is
    /// read, by name. In the folder of a data set that a batch made, and in any folder without such files, <c>shards</c> is read, or
    /// otherwise <c>data</c>.
    /// </param>
    /// <param name="options">Options for reading the samples.</param>
    /// <exception cref="InvalidInputException">
    /// A path does not exist or has neither kind of file, or both kinds are mixed; or as for <see cref="ShardDataset.Open"/> and
    /// <see cref="ParquetDataset.Open"/>.
    /// </exception>
    public static IEditDataset Open(IReadOnlyList<string> paths, EditDatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        List<string> files = [.. paths.SelectMany(Files)];
        if (files.TrueForAll(IsParquet))
            return ParquetDataset.Open(files, options);
        if (files.Exists(IsParquet))
            throw new InvalidInputException(
                $"both {files.Find(f => !IsParquet(f))} and {files.Find(IsParquet)}",
                "shards or Parquet files, which may be the same samples",
                "name the ones that you want"
            );
        if (options.Columns.Count > 0)
            throw new InvalidInputException("--column with shards, which have none", "Parquet files", "leave --column out");
        if (options.Task is not null)
            throw new InvalidInputException("--task with shards, whose samples have tasks", "samples without tasks", "leave --task out");
        return ShardDataset.Open(files, options.Size);
    }

    private static IReadOnlyList<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new InvalidInputException($"{path} does not exist", "a .tar or .parquet file, or a folder of them", "check the path");
        var place = new DatasetFolder(path);
        return new[] { path, place.Shards, place.Data }.Select(Here).FirstOrDefault(files => files.Count > 0)
            ?? throw new InvalidInputException(
                $"no .tar and no .parquet file in {path}",
                "a folder of shards, of Parquet files, or of a data set",
                "check the path"
            );
    }

    private static IReadOnlyList<string> Here(string folder) =>
        [.. DatasetFolder.Files(folder, Shards), .. DatasetFolder.Files(folder, Parquet)];

    private static bool IsParquet(string file) => file.EndsWith(Parquet, StringComparison.OrdinalIgnoreCase);
}
