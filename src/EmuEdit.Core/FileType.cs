using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmuEdit.Core;

/// <summary>
/// Recognises regular files. Opening a pipe could wait for ever, and opening a device could do
/// anything.
/// </summary>
public static class FileType
{
    // Values for statx, from fcntl.h and stat.h: start at the working directory, do not follow
    // links, ask for the type only; then the offset of the mode in the structure, and its type
    // bits.
    private const int WorkingDirectory = -100, NoFollow = 0x100, ModeOffset = 28, TypeBits = 0xF000, Regular = 0x8000;
    private const uint TypeWanted = 1;

    /// <summary>Whether a path leads to a regular file. A symbolic link is not one.</summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) && (File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Device)) == 0;
        var status = new byte[256];
        return StatX(WorkingDirectory, path, NoFollow, TypeWanted, status) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)) & TypeBits) == Regular;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
}
