namespace EmuEdit.Factory;

/// <summary>Names of a batch's blobs.</summary>
public static class BatchFiles
{
    /// <summary>The prefix of the documents of all batches.</summary>
    internal const string Documents = "batch-documents/";

    /// <summary>The prefix of a batch's blobs, except for its document.</summary>
    public static string Folder(string batch) => $"batches/{BatchId.Check(batch)}/";

    /// <summary>The prefix of the data set's files.</summary>
    public static string Files(string batch) => $"{Folder(batch)}files/";

    /// <summary>The prefix of its shards: WebDataset files of the kept pairs.</summary>
    public static string Shards(string batch) => $"{Files(batch)}shards/";

    /// <summary>Whether a file of the data set is a shard of kept pairs, by its name.</summary>
    internal static bool IsShard(string file) => file.StartsWith("shards/", StringComparison.Ordinal);

    /// <summary>The prefix of its Parquet files.</summary>
    internal static string Data(string batch) => $"{Files(batch)}data/";

    /// <summary>The name of a data set's manifest.</summary>
    internal const string ManifestName = "manifest.json";

    /// <summary>The manifest of its data set.</summary>
    internal static string Manifest(string batch) => $"{Files(batch)}{ManifestName}";

    /// <summary>The batch's copy of the captions.</summary>
    public static string Captions(string batch) => $"{Folder(batch)}captions.txt";

    /// <summary>The prefix of all files between stages.</summary>
    internal static string Work(string batch) => $"{Folder(batch)}work/";

    /// <summary>The same for one shard.</summary>
    internal static string Work(ShardReference shard) => $"{Work(shard.Batch)}{shard.Number:000000}/";

    /// <summary>The prefix of its groups of shards.</summary>
    internal static string Groups(string batch) => $"{Work(batch)}groups/";

    internal static string Instructions(ShardReference shard) => $"{Work(shard)}instructions.json";

    internal static string Candidates(ShardReference shard) => $"{Work(shard)}candidates.bin";

    internal static string Decisions(ShardReference shard) => $"{Work(shard)}verdicts.json";

    /// <summary>The prefix of the files that the outputs of a shard's stages name.</summary>
    internal static string StageFiles(ShardReference shard) => $"{Work(shard)}files/";

    /// <summary>The record of a shard.</summary>
    internal static string Record(ShardReference shard) => $"{Folder(shard.Batch)}shards/{shard.Number:000000}.json";

    /// <summary>The sum of the ledgers up to a generation of shards, including it.</summary>
    internal static string Totals(string batch, long generation) => $"{Folder(batch)}totals/{generation:000000}.json";
}
