using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Holds a folder for one engine. The operating system frees it when the process dies, however it dies. Beside the lock lies who holds it: a locked file
/// cannot be read on every system. What lies there means something only while the lock is held.
/// </summary>
internal static class FolderLock
{
    private const string LockName = "journal.lock", OwnerName = "journal.owner";

    // EAGAIN on Linux and on macOS, and Windows' sharing violation.
    private const int TakenLinux = 11, TakenMac = 35, TakenWindows = unchecked((int)0x80070020);

    /// <summary>Makes the folder if there is none, and takes it.</summary>
    /// <returns>Frees it when disposed.</returns>
    /// <exception cref="FolderInUseException">It is taken.</exception>
    /// <exception cref="InvalidInputException">It cannot be made or written.</exception>
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
            throw new InvalidInputException($"data folder {folder} ({e.Message.TrimEnd('.')})", "a folder that can be written", "make it writable, or choose another folder");
        }
    }

    // A full disk must not keep an engine from reading what is there.
    private static void WriteOwner(string folder, FolderOwner owner)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, OwnerName), JsonSerializer.Serialize(owner));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who is refused is then not told by whom.
        }
    }

    // The owner may be about to write it.
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
