namespace EmuEdit.Dataset;

/// <summary>Where things are in the folder of a data set.</summary>
/// <param name="Path">The folder.</param>
public sealed record DatasetFolder(string Path)
{
    /// <summary>Names in the folder.</summary>
    internal const string Ledger = "ledger.json", Costs = "costs.json", CostPage = "COSTS.md", Funnel = "funnel.png", FunnelPage = "FUNNEL.md", Samples = "samples.png", Card = "README.md", Manifest = "manifest.json";

    /// <summary>What a run measured, so that it differs when the batch is run again.</summary>
    internal static readonly IReadOnlyList<string> Measured = [Costs, CostPage];

    /// <summary>Folder of the shards of kept pairs.</summary>
    public string Shards => this["shards"];

    /// <summary>Folder of what was rejected.</summary>
    public string Rejects => this["rejects"];

    /// <summary>Folder of the Parquet files.</summary>
    public string Data => this["data"];

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Every file, relative to the folder with slashes, sorted. What begins with a dot, as git's own files, is passed over.</summary>
    internal IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace(System.IO.Path.DirectorySeparatorChar, '/'))
        .Where(f => !f.Split('/').Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal)];

    internal static IReadOnlyList<string> Files(string folder, string pattern) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)]
        : [];
}
