using System.Runtime.InteropServices;

namespace EmuEdit.Training.Torch;

/// <summary>Configures how glibc allocates libtorch's memory.</summary>
internal static partial class TorchMemory
{
    // Constants of mallopt, in malloc.h. The largest threshold that glibc accepts in a 64-bit
    // process is half of a heap of 64 MiB.
    private const int TrimThreshold = -1, MapThreshold = -3;
    private const int LargestMapThreshold = 32 << 20;

    /// <summary>
    /// Keeps freed memory instead of returning it to the system. The tensors of a step are freed at
    /// its end and allocated again in the next, and zeroing new pages took a tenth of the step.
    /// Settings in the environment take precedence. C libraries other than glibc are not configured.
    /// </summary>
    public static void Keep()
    {
        if (NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _))
        {
            Set(MapThreshold, "MALLOC_MMAP_THRESHOLD_", LargestMapThreshold);
            Set(TrimThreshold, "MALLOC_TRIM_THRESHOLD_", int.MaxValue);
        }
    }

    private static void Set(int option, string variable, int value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
            _ = MallOpt(option, value);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int option, int value);
}
