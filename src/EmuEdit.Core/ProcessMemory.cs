using System.Runtime;
using System.Runtime.InteropServices;

namespace EmuEdit.Core;

/// <summary>Memory of this process that is not in use any more.</summary>
public static class ProcessMemory
{
    private static readonly bool Glibc = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out _);

    /// <summary>Hands it back to the system: after work of minutes that needed much, for it takes a fraction of a second.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        // Twice: what finalizers free is native memory, and what they let go of is garbage only then.
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
