namespace EmuEdit.Sessions;

/// <summary>The progress of a running turn.</summary>
/// <param name="Step">The number of finished denoising steps.</param>
/// <param name="Steps">The total number of denoising steps.</param>
/// <param name="Preview">A small PNG that previews the result. Null until there is one.</param>
public sealed record TurnProgress(int Step, int Steps, byte[]? Preview = null);

/// <summary>
/// Live progress of running turns. It may be lost at any time: the state of record is in the session's document. Safe for use from several
/// threads.
/// </summary>
public interface ITurnProgress
{
    /// <summary>Records the progress of a turn. A report without a preview keeps the previous preview.</summary>
    void Report(TurnReference turn, TurnProgress progress);

    /// <summary>Removes a turn that has ended, and wakes those who wait for it.</summary>
    void Forget(TurnReference turn);

    /// <summary>Returns the last report of a turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The progress, or null if nothing is known.</returns>
    Task<TurnProgress?> FindAsync(TurnReference turn, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a task that completes when the turn's progress changes. To miss no change, call this before reading the turn.
    /// </summary>
    Task ChangedAsync(TurnReference turn);
}
