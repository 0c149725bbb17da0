using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EmuEdit.Core;

/// <summary>
/// Folders and file names that survive a power cut. Flushing a file makes its content durable;
/// flushing its folder makes its name durable.
/// </summary>
public static class DurableFolder
{
    /// <summary>Creates a folder and its missing parents. They are on disk when this method returns.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to create the folder.</exception>
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
    /// Waits until the current names in a folder are on disk. Does nothing on Windows, whose file
    /// systems log names by themselves.
    /// </summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // .NET does not open folders as files.
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
