using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>
/// Stores the learned tasks of a bundle in a blob that all machines share, <c>tasks/MODEL.safetensors</c>. The blob is
/// a complete <c>task_embeddings.safetensors</c>. It is named after the model to which its vectors belong, so that
/// they outlive machines and a renaming of the bundle. There is one blob for all tasks, so that a name is taken only
/// once and a rename is atomic. Writers use optimistic concurrency. The tasks that came with the bundle do not change.
/// </summary>
public sealed class BlobTaskStore : ITaskStore
{
    /// <summary>Maximum age of the table that <see cref="Current"/> returns.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    // An edit without a learned task should not wait for an unavailable store.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IBlobStore _blobs;
    private readonly TimeProvider _time;
    private readonly TaskTable _own;
    private readonly Lazy<string> _name;
    private readonly Lock _reading = new(), _keeping = new();
    private Snapshot? _last;

    /// <summary>Creates the store of a bundle's tasks.</summary>
    /// <param name="blobs">Stores the learned tasks.</param>
    /// <param name="bundle">Folder of the bundle. It is not changed.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InvalidInputException">The bundle's own file is missing or damaged.</exception>
    public BlobTaskStore(IBlobStore blobs, string bundle, TimeProvider? time = null)
    {
        (_blobs, Bundle, _time) = (blobs, bundle, time ?? TimeProvider.System);
        _own = TaskTable.Read(FileTaskStore.PathIn(bundle));
        _name = new(() => $"tasks/{TaskLibrary.ModelOf(bundle)}.safetensors");
    }

    /// <inheritdoc/>
    public string Bundle { get; }

    /// <inheritdoc/>
    public TaskTable Current
    {
        get
        {
            if (Recent is { } before)
                return before;
            // One thread reads the store; the others wait for it.
            lock (_reading)
                return Recent ?? ReadOrKeep();
        }
    }

    private TaskTable? Recent => Volatile.Read(ref _last) is { } last && _time.GetElapsedTime(last.AsOf) < MaxAge ? last.Table : null;

    /// <inheritdoc/>
    public async Task<TaskTable> ReadAsync(CancellationToken cancellationToken = default)
    {
        var asOf = _time.GetTimestamp();
        var blob = await _blobs.FindAsync(_name.Value, cancellationToken).ConfigureAwait(false);
        var same = Volatile.Read(ref _last) is { } last && last.ETag == blob?.ETag ? last.Table : null;
        return Keep(new(asOf, blob?.ETag, same ?? Whole(blob)));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException"><paramref name="change"/> changes a task that came with the bundle.</exception>
    public async Task<TaskTable> ChangeAsync(Func<TaskTable, TaskTable> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
            try
            {
                var blob = await _blobs.FindAsync(_name.Value, cancellationToken).ConfigureAwait(false);
                var before = Whole(blob);
                var after = change(before);
                if (ReferenceEquals(after, before))
                    return before;
                RequireOwn(after);
                var etag = await _blobs
                    .PutAsync(
                        _name.Value,
                        after.ToBytes(),
                        blob is null ? BlobCondition.IfMissing : BlobCondition.IfMatch(blob.ETag),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return Keep(new(_time.GetTimestamp(), etag, after));
            }
            catch (StaleBlobException)
            {
                // Another writer was faster: apply the change to the table that it wrote.
            }
    }

    private TaskTable Whole(Blob? blob) => blob is null ? _own : _own.WithLearned(TaskTable.Read(blob.Content, _name.Value));

    // A read may end after a later read. Its older snapshot must not replace the newer one.
    private TaskTable Keep(Snapshot snapshot)
    {
        lock (_keeping)
            if (_last is null || snapshot.AsOf >= _last.AsOf)
                Volatile.Write(ref _last, snapshot);
        return snapshot.Table;
    }

    private TaskTable ReadOrKeep()
    {
        if (Volatile.Read(ref _last) is not { } last)
            return ReadAsync().GetAwaiter().GetResult();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return ReadAsync(patience.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is BlobStoreException or OperationCanceledException)
        {
            // Keep the last table, and do not read the store again for a while.
            return Keep(last with { AsOf = _time.GetTimestamp() });
        }
    }

    private void RequireOwn(TaskTable after)
    {
        if (_own.Learned.FirstOrDefault(t => !ReferenceEquals(after.Learned.GetValueOrDefault(t.Key), t.Value)) is { Key: { } task })
            throw new InvalidInputException(
                $"task '{task}', which came with the bundle",
                "a task that was learned here",
                "change the bundle, and upload it under another name"
            );
    }

    private sealed record Snapshot(long AsOf, string? ETag, TaskTable Table);
}
