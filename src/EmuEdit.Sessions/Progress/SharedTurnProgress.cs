using System.Text.Json;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>
/// Progress that other processes see, too: of a turn that this one makes a small blob is written, once a second at most, and deleted at its end; of one that another makes it is read when asked for. Nothing
/// waits for a write, and none that fails is told of. <see cref="ChangedAsync"/> hears of this process alone.
/// </summary>
/// <param name="blobs">Holds the blobs.</param>
/// <param name="folder">What their names begin with. What a process leaves that dies is to be deleted by a rule of the store.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class SharedTurnProgress(IBlobStore blobs, string folder, TimeProvider? time = null) : ITurnProgress
{
    /// <summary>How long after a write the next one of a turn is.</summary>
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
            return await blobs.FindAsync(NameOf(turn), cancellationToken).ConfigureAwait(false) is { } blob ? JsonSerializer.Deserialize<TurnProgress>(blob.Content.Span) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task ChangedAsync(TurnReference turn) => _live.ChangedAsync(turn);

    // What is known when it is written: of several reports in a second the last.
    private Task PutAsync(TurnReference turn) => _live.Peek(turn) is { } progress ? QuietlyAsync(() => blobs.PutAsync(NameOf(turn), JsonSerializer.SerializeToUtf8Bytes(progress))) : Task.CompletedTask;

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
