using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>What is in the folder of a data set. It is written last: a folder without it is not complete.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Samples">What there is.</param>
/// <param name="Content">SHA-256 over paths and SHA-256 of all files that are not measured: equal for two runs of one batch.</param>
/// <param name="Files">Every file but the manifest, sorted by path.</param>
public sealed record DatasetManifest(DatasetPlan Plan, DatasetSamples Samples, string Content, IReadOnlyList<DatasetFile> Files)
{
    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="InvalidInputException">There is none, so the data set is not complete; or it is broken.</exception>
    public static DatasetManifest Read(string folder)
    {
        var path = new DatasetFolder(folder)[DatasetFolder.Manifest];
        if (!File.Exists(path))
            throw new InvalidInputException($"{folder} has no {DatasetFolder.Manifest}", "a complete data set", "finish its batch");
        try
        {
            return JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(path), DatasetJson.Page) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "a manifest as a batch writes it", "finish its batch again");
        }
    }

    /// <summary>Compares a folder with its manifest.</summary>
    /// <param name="folder">The folder. What begins with a dot in it is passed over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What differs, sorted by path; empty when all is as it was written.</returns>
    /// <exception cref="InvalidInputException">There is no manifest, or it is broken.</exception>
    public static IReadOnlyList<DatasetFault> Verify(string folder, CancellationToken cancellationToken = default)
    {
        var listed = Read(folder).Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var there = new DatasetFolder(folder).Files().Where(f => f != DatasetFolder.Manifest).ToHashSet(StringComparer.Ordinal);
        var faults = listed.Keys.Except(there).Select(path => new DatasetFault(path, DatasetFaultKind.Missing))
            .Concat(there.Except(listed.Keys).Select(path => new DatasetFault(path, DatasetFaultKind.Unlisted)))
            .Concat(there.Where(path => listed.TryGetValue(path, out var file) && DatasetFile.Of(folder, path, cancellationToken) != file).Select(path => new DatasetFault(path, DatasetFaultKind.Changed)));
        return [.. faults.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    internal static DatasetManifest Of(DatasetPlan plan, DatasetSamples samples, IReadOnlyList<DatasetFile> files) => new(plan, samples, Hash(files), files);

    internal void Write(DatasetFolder folder) => AtomicFile.Write(folder[DatasetFolder.Manifest], JsonSerializer.Serialize(this, DatasetJson.Page) + "\n");

    private static string Hash(IEnumerable<DatasetFile> files) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Where(f => !f.Measured).Select(f => $"{f.Sha256}  {f.Path}\n")))));
}

/// <summary>How many samples there are.</summary>
/// <param name="Kept">Pairs in the shards.</param>
/// <param name="Rejected">What was rejected, instructions included.</param>
/// <param name="Tasks">The kept ones by their task, the one that they were reassigned to where they were.</param>
public sealed record DatasetSamples(long Kept, long Rejected, NameMap<long> Tasks);

/// <summary>A file of a data set.</summary>
/// <param name="Path">Relative to the folder, with slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in hexadecimal.</param>
/// <param name="Measured">Whether it holds what a run measured, and differs when the batch is run again.</param>
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
/// <param name="Path">The file, relative to the folder.</param>
/// <param name="Kind">What is wrong with it.</param>
public sealed record DatasetFault(string Path, DatasetFaultKind Kind);

/// <summary>What is wrong with a file.</summary>
public enum DatasetFaultKind
{
    /// <summary>Its bytes are others.</summary>
    Changed,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The manifest does not have it.</summary>
    Unlisted,
}
