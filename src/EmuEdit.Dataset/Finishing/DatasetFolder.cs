namespace EmuEdit.Dataset;

/// <summary>Paths in the folder of a data set.</summary>
/// <param name="Path">The folder.</param>
public sealed record DatasetFolder(string Path)
{
    /// <summary>Names of files in the folder.</summary>
    internal const string Ledger = "ledger.json",
        Costs = "costs.json",
        CostPage = "COSTS.md",
        Funnel = "funnel.png",
        FunnelPage = "FUNNEL.md",
        Samples = "samples.png",
        Card = "README.md",
        Manifest = "manifest.json";

    /// <summary>The files with measurements, which differ when the batch is run again.</summary>
    internal static readonly IReadOnlyList<string> Measured = [Costs, CostPage];

    /// <summary>Folder of the shards of kept pairs.</summary>
    public string Shards => this["shards"];

    /// <summary>Folder of the shards of rejected pairs and their reasons.</summary>
    public string Rejects => this["rejects"];

    /// <summary>Folder of the Parquet files.</summary>
    public string Data => this["data"];

    /// <summary>Returns a file's path relative to the folder, with slashes.</summary>
    internal string Relative(string file) =>
        System.IO.Path.GetRelativePath(Path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Every file, relative to the folder with slashes, sorted. Names that begin with a dot, such as git's own files, are left out.
    /// </summary>
    internal IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(Relative)
        .Where(f => !f.Split('/').Any(IsHidden)).Order(StringComparer.Ordinal)];

    /// <summary>The files directly in a folder, sorted. Hidden files are left out, because other programs leave them there.</summary>
    public static IReadOnlyList<string> Visible(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(f => !IsHidden(System.IO.Path.GetFileName(f))).Order(StringComparer.Ordinal)];

    /// <summary>Whether a name is that of a hidden file, such as the <c>._name</c> that macOS writes beside other files.</summary>
    internal static bool IsHidden(string name) => name.StartsWith('.');

    /// <summary>The visible files in a folder with the given extension, in any case; empty when there is no folder.</summary>
    internal static IReadOnlyList<string> Files(string folder, string extension) => Directory.Exists(folder)
        ? [.. Visible(folder).Where(f => f.EndsWith(extension, StringComparison.OrdinalIgnoreCase))]
        : [];
}
