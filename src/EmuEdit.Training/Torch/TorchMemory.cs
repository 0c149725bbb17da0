using System.Runtime.InteropServices;

namespace EmuEdit.Training.Torch;

/// <summary>How glibc hands out libtorch's memory.</summary>
internal static partial class TorchMemory
{
    // Of mallopt, in malloc.h. The largest threshold that glibc takes for a 64-bit process is half of a heap of 64 MiB.
    private const int TrimThreshold = -1, MapThreshold = -3;
    private const int LargestMapThreshold = 32 << 20;

    /// <summary>
    /// Keeps what is freed instead of handing it back to the system: the tensors of a step are freed at its end and asked for again in the next, and zeroing new pages took a
    /// tenth of it. What the environment sets stays. Other libraries than glibc are left alone.
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
