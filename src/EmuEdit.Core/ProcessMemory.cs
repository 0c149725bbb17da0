using System.Runtime;
using System.Runtime.InteropServices;

namespace EmuEdit.Core;

/// <summary>Unused memory of this process.</summary>
public static class ProcessMemory
{
    private static readonly bool Glibc =
        OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libc.so.6", out var libc)
        && NativeLibrary.TryGetExport(libc, "malloc_trim", out _);

    /// <summary>
    /// Returns unused memory to the system. It takes a fraction of a second, so it suits the end of
    /// work that took minutes and much memory.
    /// </summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        // Twice: finalizers free native memory, and the objects that they release become garbage only then.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (Glibc)
            _ = Trim(0);
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
