using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmuEdit.Core;

/// <summary>What a name in a folder is. Opened, a pipe waits for ever, and a device does whatever it does.</summary>
public static class FileType
{
    // Of statx, in fcntl.h and stat.h: relative to the working directory, links not followed, the type alone; where the structure has the
    // mode, and its bits.
    private const int WorkingDirectory = -100, NoFollow = 0x100, ModeOffset = 28, TypeBits = 0xF000, Regular = 0x8000;
    private const uint TypeWanted = 1;

    /// <summary>Whether a path is that of a regular file; one of a symbolic link is not.</summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) && (File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Device)) == 0;
        var status = new byte[256];
        return StatX(WorkingDirectory, path, NoFollow, TypeWanted, status) == 0 && (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)) & TypeBits) == Regular;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
}
