namespace EmuEdit.Sessions.Tests;

/// <summary>Progress that can hold running turns at their first step.</summary>
internal sealed class GatedProgress : ITurnProgress, IDisposable
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);

    /// <summary>The progress without the gate.</summary>
    public LiveTurnProgress Live { get; } = new();

    public void Close() => _gate.Reset();

    public void Open() => _gate.Set();

    public void Dispose() => _gate.Dispose();

    public void Report(TurnReference turn, TurnProgress progress)
    {
        Live.Report(turn, progress);
        _gate.Wait();
    }

    public void Forget(TurnReference turn) => Live.Forget(turn);

    public Task<TurnProgress?> FindAsync(TurnReference turn, CancellationToken cancellationToken = default) =>
        Live.FindAsync(turn, cancellationToken);

    public Task ChangedAsync(TurnReference turn) => Live.ChangedAsync(turn);
}
