using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// Upgrades a data folder of an earlier version. Such a folder has one folder for the factory and one for learning, each with documents, a
/// journal and scratch files. The documents and messages move to where the server now looks for them. The server finds unfinished work by
/// its documents, so the old journals are deleted.
/// </summary>
internal static class DataFolderUpgrade
{
    private const string Blobs = "blobs", Queue = "queue.db";

    /// <summary>The folders that an earlier version had.</summary>
    public static readonly string[] Former = ["factory", "learning"];

    /// <summary>
    /// Upgrades a folder that this process holds. An up-to-date folder is not changed. If the upgrade is interrupted, the next call
    /// continues it.
    /// </summary>
    /// <exception cref="InvalidInputException">A file cannot be moved.</exception>
    public static void Run(string folder)
    {
        foreach (var former in Former.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
            try
            {
                MoveFiles(Path.Combine(former, Blobs), Path.Combine(folder, Blobs));
                // The database, and if its process was killed, its write-ahead log.
                foreach (var file in Directory.GetFiles(former, Queue + "*").Order())
                    File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
                Directory.Delete(former, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException(
                    $"data folder {folder} of an earlier version: {former} cannot be moved ({e.Message})",
                    "a folder that this user may change",
                    "change its owner, or choose another folder with --data-folder"
                );
            }
    }

    // An existing target was moved before, or is newer. Hidden files belong to the store.
    private static void MoveFiles(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.')))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            DurableFolder.Create(Path.GetDirectoryName(target)!);
            if (!File.Exists(target))
                File.Move(file, target);
        }
    }
}
