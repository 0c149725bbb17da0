using System.Runtime.InteropServices;

namespace EmuEdit.Training.Torch;

/// <summary>
/// Handling of numbers below the normal range (1.2e-38 for 32 bits). Gradients through closed gates
/// are full of them, and a processor takes several hundred cycles for each: the convolutions of a
/// training step took up to ten times as long.
/// </summary>
internal static unsafe partial class Subnormals
{
    // fenv_t of glibc for x86-64 (bits/fenv.h): seven words of the x87 unit, then MXCSR,
    // whose bits 15 and 6 flush results and operands (Intel SDM, volume 1, 10.2.3).
    private const int EnvironmentWords = 8, MxCsr = 7;
    private const uint FlushToZero = 1 << 15, OperandsAreZero = 1 << 6;

    /// <summary>
    /// Treats these numbers as 0 on this thread from now on, in native and managed code. Does
    /// nothing without glibc.
    /// </summary>
    public static void Flush()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        var environment = stackalloc uint[EnvironmentWords];
        if (Get(environment) != 0)
            return;
        environment[MxCsr] |= FlushToZero | OperandsAreZero;
        _ = Set(environment);
    }

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int Get(uint* environment);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int Set(uint* environment);
}
