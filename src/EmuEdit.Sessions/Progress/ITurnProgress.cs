namespace EmuEdit.Sessions;

/// <summary>How far a running turn is.</summary>
/// <param name="Step">Denoising steps done.</param>
/// <param name="Steps">Denoising steps in all.</param>
/// <param name="Preview">A small PNG of what it is going to look like; null until there is one.</param>
public sealed record TurnProgress(int Step, int Steps, byte[]? Preview = null);

/// <summary>Live progress of running turns. It may be lost at any time: the truth about a turn is in its session's document. May be used from several threads.</summary>
public interface ITurnProgress
{
    /// <summary>Records how far a turn is. A report without a preview keeps the one before.</summary>
    void Report(TurnReference turn, TurnProgress progress);

    /// <summary>Forgets a turn that has ended, and wakes those who wait for it.</summary>
    void Forget(TurnReference turn);

    /// <summary>The last report.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null where nothing is known.</returns>
    Task<TurnProgress?> FindAsync(TurnReference turn, CancellationToken cancellationToken = default);

    /// <summary>A task that completes when something happens to a turn. Ask for it before reading the turn, and nothing is missed.</summary>
    Task ChangedAsync(TurnReference turn);
}
