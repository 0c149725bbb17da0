using System.Diagnostics;
using EmuEdit.Cli.Terminal;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Cli.Commands;

/// <summary>A data folder that several commands share: one holds it at a time, and the next waits.</summary>
internal static class SharedFolder
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Opens a folder when it is free. Prints on the error stream what it waits for.</summary>
    /// <param name="folder">The folder, as it was given.</param>
    /// <param name="open">Opens the folder.</param>
    /// <param name="patience">How long to wait for a process that finishes soon. Other processes are not waited for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FolderInUseException">The folder is not free within that time.</exception>
    public static async Task<T> OpenAsync<T>(string folder, Func<T> open, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var (clock, told) = (Stopwatch.StartNew(), false); ; told = true)
            try
            {
                return open();
            }
            catch (FolderInUseException e)
            {
                if (e.Owner is { Stays: true } || clock.Elapsed >= patience)
                    throw Refusal(folder, e, patience);
                if (!told)
                    CommandOutput.Warn(
                        $"waiting for data folder {folder}, which {e.OwnerName} uses; at most {patience.TotalSeconds:0} s, Ctrl-C stops"
                    );
                await Task.Delay(Pause, cancellationToken);
            }
    }

    private static FolderInUseException Refusal(string folder, FolderInUseException e, TimeSpan patience) =>
        new(
            folder,
            e.Owner,
            e.Owner is { Stays: true }
                ? "Send the edits to that server (docs/sessions.md), or choose another folder with --data-folder."
                : $"Waited {patience.TotalSeconds:0} s. Let it finish, wait longer with --wait, or choose another "
                    + $"folder with --data-folder."
        );
}
