using EmuEdit.Core;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>Holds a folder for one engine. The operating system frees it when the process dies, however it dies.</summary>
internal static class FolderLock
{
    private const string Name = "journal.lock";

    /// <summary>Makes the folder if there is none, and takes it.</summary>
    /// <returns>Frees it when disposed.</returns>
    /// <exception cref="InvalidInputException">It cannot be made or written, or is taken.</exception>
    public static IDisposable Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"data folder {folder} ({e.Message.TrimEnd('.')})", "a folder that can be written and that no other process uses", "stop the other process, or choose another folder");
        }
    }
}
