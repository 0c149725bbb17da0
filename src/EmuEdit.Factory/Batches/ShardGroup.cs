using System.Text.Json.Serialization;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// A group of neighbouring shards. One Parquet file holds a copy of them. All groups are planned
/// before the first is written.
/// </summary>
/// <param name="Index">The group's index, from 0.</param>
/// <param name="Total">The number of groups.</param>
/// <param name="Files">The names of the files of the group's shards, in the order of the shards.</param>
public sealed record ShardGroup(int Index, int Total, IReadOnlyList<string> Files) : IDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public string Id => IdOf(Index);

    /// <summary>
    /// The group's files, including the Parquet file. Null before the Parquet file is written.
    /// </summary>
    public DatasetPart? Part { get; init; }

    /// <summary>Why the Parquet file cannot be written. Null if nothing failed.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the Parquet file is written or cannot be written.</summary>
    [JsonIgnore]
    public bool Ended => Part is not null || Problem is not null;

    internal static string IdOf(int index) => $"{index:00000}";

    /// <summary>Whether both groups describe the same Parquet file.</summary>
    internal bool IsSame(ShardGroup other) => Index == other.Index && Total == other.Total && Files.SequenceEqual(other.Files);
}

/// <summary>Stores the groups of a batch until the batch has ended.</summary>
/// <param name="blobs">The blob store.</param>
/// <param name="batch">The batch's id.</param>
internal sealed class ShardGroupStore(IBlobStore blobs, string batch)
    : Documents<ShardGroup>(blobs, "group", BatchFiles.Groups(batch))
{
    /// <summary>
    /// Stores the plan. Keeps groups that are already written, and deletes groups of other plans.
    /// </summary>
    public async Task PlanAsync(IReadOnlyList<ShardGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
            await WriteAsync(
                    group.Id,
                    there => there?.Document is { Problem: null } stored && stored.IsSame(group) ? stored : group,
                    cancellationToken
                )
                .ConfigureAwait(false);
        var planned = groups.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        await foreach (var id in IdsAsync(cancellationToken).ConfigureAwait(false))
            if (!planned.Contains(id))
                await DeleteAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records the end of a group, unless another plan has replaced it.</summary>
    public Task EndAsync(ShardGroup ended) =>
        WriteAsync(ended.Id, there => there?.Document is { } stored && !stored.IsSame(ended) ? stored : ended);

    /// <inheritdoc/>
    protected override string FilesOf(string id) => $"{BatchFiles.Groups(batch)}{id}/";
}
