using System.Runtime.CompilerServices;
using EmuEdit.Storage;

namespace EmuEdit.TestKit;

/// <summary>Blobs in memory, for measuring what lies around the store.</summary>
public sealed class MemoryBlobStore : IBlobStore
{
    private readonly SortedDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _versions;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _blobs.Count;
        }
    }

    /// <summary>
    /// Which blobs are forgotten once they are written; null for none. It keeps the memory of a
    /// long measurement small.
    /// </summary>
    public Func<string, bool>? Forgets { get; init; }

    public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return Task.FromResult(_blobs.GetValueOrDefault(BlobName.Check(name)));
    }

    public Task<string> PutAsync(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition = default,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var before = _blobs.GetValueOrDefault(BlobName.Check(name));
            if (condition.MustBeMissing ? before is not null : condition.ETag is { } required && before?.ETag != required)
                throw new StaleBlobException(name);
            var blob = new Blob(content.ToArray(), $"{++_versions}");
            if (Forgets?.Invoke(name) != true)
                _blobs[name] = blob;
            return Task.FromResult(blob.ETag);
        }
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return Task.FromResult(_blobs.Remove(BlobName.Check(name)));
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        List<string> names;
        lock (_lock)
            names = [.. _blobs.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal))];
        foreach (var name in names)
            yield return name;
    }
}
