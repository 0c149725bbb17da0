using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>A group of neighbouring shards, which one Parquet file copies. All groups are planned before the first is written.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Total">Number of groups.</param>
/// <param name="Files">Names of its shards' files, in the order of the shards.</param>
public sealed record ShardGroup(int Index, int Total, IReadOnlyList<string> Files)
{
    /// <summary>Its files, with the Parquet file; null before that is written.</summary>
    public DatasetPart? Part { get; init; }

    /// <summary>Why the Parquet file cannot be written; null if nothing failed.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the Parquet file is written, or cannot be.</summary>
    [JsonIgnore]
    public bool Ended => Part is not null || Problem is not null;

    /// <summary>Whether both plan the same Parquet file.</summary>
    internal bool IsSame(ShardGroup other) => Index == other.Index && Total == other.Total && Files.SequenceEqual(other.Files);
}

/// <summary>The groups of a batch, stored until the batch has ended.</summary>
internal sealed class ShardGroupStore(IBlobStore blobs)
{
    private readonly JsonDocuments<ShardGroup> _documents = new(
        blobs,
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }
    );

    /// <summary>Stores the plan. A group that is written already stays so; groups of another plan are deleted.</summary>
    public async Task PlanAsync(string batch, IReadOnlyList<ShardGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
            await _documents
                .UpdateAsync(
                    BatchFiles.Group(batch, group.Index),
                    there => there?.Document is { Problem: null } stored && stored.IsSame(group) ? stored : group,
                    cancellationToken
                )
                .ConfigureAwait(false);
        var names = groups.Select(g => BatchFiles.Group(batch, g.Index)).ToHashSet(StringComparer.Ordinal);
        await foreach (var name in blobs.ListAsync(BatchFiles.Groups(batch), cancellationToken).ConfigureAwait(false))
            if (!names.Contains(name))
                await blobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="MissingBlobException">There is no such group.</exception>
    public async Task<ShardGroup> GetAsync(string batch, int index, CancellationToken cancellationToken) =>
        (await _documents.FindAsync(BatchFiles.Group(batch, index), cancellationToken).ConfigureAwait(false))?.Document
        ?? throw new MissingBlobException(BatchFiles.Group(batch, index));

    /// <summary>Records the end of a group, unless another plan has replaced it.</summary>
    public Task EndAsync(string batch, ShardGroup ended) =>
        _documents.UpdateAsync(
            BatchFiles.Group(batch, ended.Index),
            there => there?.Document is { } stored && !stored.IsSame(ended) ? stored : ended,
            CancellationToken.None
        );
}
