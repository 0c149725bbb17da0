using System.Text.Json;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Progress that other processes can see, too. For a turn that this process makes, a small blob is written at most once per second, and
/// deleted at the end. For a turn of another process, the blob is read on request. Nobody waits for a write, and a failed write is not
/// reported. <see cref="ChangedAsync"/> sees only changes in this process.
/// </summary>
/// <param name="blobs">The store of the blobs.</param>
/// <param name="folder">The prefix of the blobs' names. A rule of the store should delete what a killed process leaves there.</param>
/// <param name="time">The clock. Null for the system clock.</param>
public sealed class SharedTurnProgress(IBlobStore blobs, string folder, TimeProvider? time = null) : ITurnProgress
{
    /// <summary>The minimum time between two writes for a turn.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private sealed record Write(long Begun, Task Done);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly LiveTurnProgress _live = new();
    private readonly Dictionary<TurnReference, Write> _writes = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(TurnReference turn, TurnProgress progress)
    {
        _live.Report(turn, progress);
        lock (_lock)
            if (_writes.GetValueOrDefault(turn) is not { } last || last.Done.IsCompleted && _time.GetElapsedTime(last.Begun) >= Interval)
                _writes[turn] = new(_time.GetTimestamp(), Task.Run(() => PutAsync(turn)));
    }

    /// <inheritdoc/>
    public void Forget(TurnReference turn)
    {
        _live.Forget(turn);
        Write? last;
        lock (_lock)
            _writes.Remove(turn, out last);
        if (last is not null)
            _ = last.Done.ContinueWith(_ => QuietlyAsync(() => blobs.DeleteAsync(NameOf(turn))), TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async Task<TurnProgress?> FindAsync(TurnReference turn, CancellationToken cancellationToken = default)
    {
        if (_live.Peek(turn) is { } known)
            return known;
        try
        {
            return await blobs.FindAsync(NameOf(turn), cancellationToken).ConfigureAwait(false) is { } blob
                ? JsonSerializer.Deserialize<TurnProgress>(blob.Content.Span)
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task ChangedAsync(TurnReference turn) => _live.ChangedAsync(turn);

    // Writes the latest report: of several reports in a second, the last.
    private Task PutAsync(TurnReference turn) =>
        _live.Peek(turn) is { } progress
            ? QuietlyAsync(() => blobs.PutAsync(NameOf(turn), JsonSerializer.SerializeToUtf8Bytes(progress)))
            : Task.CompletedTask;

    private string NameOf(TurnReference turn) => $"{folder}{turn.Session}-{turn.Turn}.json";

    private static async Task QuietlyAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The turn itself is in its session's document.
        }
    }
}
