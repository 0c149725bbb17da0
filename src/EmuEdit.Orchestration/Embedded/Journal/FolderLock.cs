using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Locks a folder for one engine. The operating system releases the lock when the process ends, however it ends. The owner is stored in a
/// file beside the lock file, because not every system can read a locked file. The owner's file is valid only while the lock is held.
/// </summary>
internal static class FolderLock
{
    private const string LockName = "journal.lock", OwnerName = "journal.owner";

    // EAGAIN on Linux and on macOS, and the sharing violation on Windows.
    private const int TakenLinux = 11, TakenMac = 35, TakenWindows = unchecked((int)0x80070020);

    /// <summary>Creates the folder if it does not exist, and locks it.</summary>
    /// <returns>Releases the lock when disposed.</returns>
    /// <exception cref="FolderInUseException">The folder is locked.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be created or written.</exception>
    public static IDisposable Take(string folder, FolderOwner owner)
    {
        try
        {
            DurableFolder.Create(folder);
            var held = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteOwner(folder, owner);
            return held;
        }
        catch (IOException e) when (e.HResult is TakenLinux or TakenMac or TakenWindows)
        {
            throw new FolderInUseException(folder, ReadOwner(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"data folder {folder} ({e.Message.TrimEnd('.')})",
                "a folder that can be written",
                "make it writable, or choose another folder"
            );
        }
    }

    // A full disk must not prevent an engine from reading the journal.
    private static void WriteOwner(string folder, FolderOwner owner)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, OwnerName), JsonSerializer.Serialize(owner));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error message of another process then cannot name the owner.
        }
    }

    // The owner may be about to write the file.
    private static FolderOwner? ReadOwner(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<FolderOwner>(File.ReadAllText(Path.Combine(folder, OwnerName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
