using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EmuEdit.Core;

/// <summary>
/// Names of files that survive a power cut. A file's content is flushed with the file, its name with the folder that has it.
/// </summary>
public static class DurableFolder
{
    /// <summary>Makes a folder and those above it, where there are none, so that they are on disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null)
            Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            Flush(parent);
    }

    /// <summary>
    /// Waits until the names in a folder, as they are now, are on disk. Without effect on Windows, whose file systems log names by
    /// themselves.
    /// </summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // The runtime opens no folders as files.
        using var handle = new SafeFileHandle(Open(folder, OperatingSystem.IsLinux() ? CloseOnExec : ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
            throw new IOException($"folder {folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
        RandomAccess.FlushToDisk(handle);
    }

    private const int ReadOnly = 0, CloseOnExec = 0x80000;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
