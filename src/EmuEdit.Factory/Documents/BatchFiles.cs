namespace EmuEdit.Factory;

/// <summary>Names of a batch's blobs.</summary>
public static class BatchFiles
{
    /// <summary>Where the documents of all batches are.</summary>
    internal const string Documents = "batch-documents/";

    /// <summary>The batch's document.</summary>
    public static string Document(string batch) => $"{Documents}{BatchId.Check(batch)}.json";

    /// <summary>What the names of all its other blobs begin with.</summary>
    public static string Folder(string batch) => $"batches/{BatchId.Check(batch)}/";

    /// <summary>What the names of the data set's files begin with.</summary>
    public static string Files(string batch) => $"{Folder(batch)}files/";

    /// <summary>What the names of its shards begin with: WebDataset files of the kept pairs.</summary>
    public static string Shards(string batch) => $"{Files(batch)}shards/";

    /// <summary>Whether a file of the data set is a shard of kept pairs, by its name.</summary>
    internal static bool IsShard(string file) => file.StartsWith("shards/", StringComparison.Ordinal);

    /// <summary>The beginning of the names of its Parquet files.</summary>
    internal static string Data(string batch) => $"{Files(batch)}data/";

    /// <summary>The name of a data set's manifest.</summary>
    internal const string ManifestName = "manifest.json";

    /// <summary>The manifest of its data set.</summary>
    internal static string Manifest(string batch) => $"{Files(batch)}{ManifestName}";

    /// <summary>Its copy of the captions.</summary>
    public static string Captions(string batch) => $"{Folder(batch)}captions.txt";

    /// <summary>What the names of all that lies between stages begin with.</summary>
    internal static string Work(string batch) => $"{Folder(batch)}work/";

    /// <summary>The same of one shard.</summary>
    internal static string Work(ShardReference shard) => $"{Work(shard.Batch)}{shard.Number:000000}/";

    /// <summary>The beginning of the names of its groups of shards.</summary>
    internal static string Groups(string batch) => $"{Work(batch)}groups/";

    /// <summary>A group of shards, and its files.</summary>
    internal static string Group(string batch, int index) => $"{Groups(batch)}{index:00000}.json";

    internal static string Instructions(ShardReference shard) => $"{Work(shard)}instructions.json";

    internal static string Candidates(ShardReference shard) => $"{Work(shard)}candidates.bin";

    internal static string Decisions(ShardReference shard) => $"{Work(shard)}verdicts.json";

    /// <summary>What the names of the files begin with that the outputs of a shard's stages name.</summary>
    internal static string StageFiles(ShardReference shard) => $"{Work(shard)}files/";

    /// <summary>What became of a shard.</summary>
    internal static string Record(ShardReference shard) => $"{Folder(shard.Batch)}shards/{shard.Number:000000}.json";

    /// <summary>The sum of the ledgers up to a generation of shards, that one included.</summary>
    internal static string Totals(string batch, long generation) => $"{Folder(batch)}totals/{generation:000000}.json";
}
