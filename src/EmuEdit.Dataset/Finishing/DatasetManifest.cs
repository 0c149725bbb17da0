using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>The content of a data set's folder. It is written last; a folder without it is not complete.</summary>
/// <param name="Plan">The parameters of the batch.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Content">
/// SHA-256 over the paths and SHA-256 hashes of all files without measurements. Two runs of one batch have the same value.
/// </param>
/// <param name="Files">Every file except the manifest, sorted by path.</param>
public sealed record DatasetManifest(DatasetPlan Plan, DatasetSamples Samples, string Content, IReadOnlyList<DatasetFile> Files)
{
    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="InvalidInputException">
    /// The folder has no manifest, so the data set is not complete; or the manifest is broken.
    /// </exception>
    public static DatasetManifest Read(string folder)
    {
        var path = new DatasetFolder(folder)[DatasetFolder.Manifest];
        if (!File.Exists(path))
            throw new InvalidInputException($"{folder} has no {DatasetFolder.Manifest}", "a complete data set", "finish its batch");
        try
        {
            return JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(path), DatasetJson.Page)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "a manifest as a batch writes it",
                "finish its batch again"
            );
        }
    }

    /// <summary>Compares a folder with its manifest.</summary>
    /// <param name="folder">The folder. Names that begin with a dot are ignored.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The differences, sorted by path; empty when every file is unchanged.</returns>
    /// <exception cref="InvalidInputException">The manifest is missing or broken.</exception>
    public static IReadOnlyList<DatasetFault> Verify(string folder, CancellationToken cancellationToken = default)
    {
        var listed = Read(folder).Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var there = new DatasetFolder(folder).Files().Where(f => f != DatasetFolder.Manifest).ToHashSet(StringComparer.Ordinal);
        var faults = listed.Keys.Except(there).Select(path => new DatasetFault(path, DatasetFaultKind.Missing))
            .Concat(there.Except(listed.Keys).Select(path => new DatasetFault(path, DatasetFaultKind.Unlisted)))
            .Concat(
                there
                    .Where(path => listed.TryGetValue(path, out var file) && DatasetFile.Of(folder, path, cancellationToken) != file)
                    .Select(path => new DatasetFault(path, DatasetFaultKind.Changed))
            );
        return [.. faults.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    internal static DatasetManifest Of(DatasetPlan plan, DatasetSamples samples, IReadOnlyList<DatasetFile> files) =>
        new(plan, samples, Hash(files), files);

    internal void Write(DatasetFolder folder) =>
        AtomicFile.Write(folder[DatasetFolder.Manifest], this, static (stream, manifest) =>
        {
            JsonSerializer.Serialize(stream, manifest, DatasetJson.Page);
            stream.Write("\n"u8);
        });

    private static string Hash(IEnumerable<DatasetFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Where(f => !f.Measured))
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Sha256}  {file.Path}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>The number of samples.</summary>
/// <param name="Kept">Number of pairs in the shards.</param>
/// <param name="Rejected">Number of rejected pairs and instructions.</param>
/// <param name="Tasks">Kept pairs per task; a reassigned pair counts for its new task.</param>
public sealed record DatasetSamples(long Kept, long Rejected, NameMap<long> Tasks);

/// <summary>A file of a data set.</summary>
/// <param name="Path">Path relative to the folder, with slashes.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 in hexadecimal.</param>
/// <param name="Measured">Whether the file holds measurements, which differ when the batch is run again.</param>
public sealed record DatasetFile(string Path, long Bytes, string Sha256, bool Measured)
{
    internal static DatasetFile Of(string folder, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var stream = File.OpenRead(System.IO.Path.Combine(folder, path));
        return new(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)), DatasetFolder.Measured.Contains(path));
    }
}

/// <summary>A difference between a folder and its manifest.</summary>
/// <param name="Path">The file's path, relative to the folder.</param>
/// <param name="Kind">The kind of difference.</param>
public sealed record DatasetFault(string Path, DatasetFaultKind Kind);

/// <summary>The kind of difference of a file.</summary>
public enum DatasetFaultKind
{
    /// <summary>Its bytes differ.</summary>
    Changed,

    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>The manifest does not list it.</summary>
    Unlisted,
}
