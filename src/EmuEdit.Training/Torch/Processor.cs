using System.Runtime.Intrinsics.X86;

namespace EmuEdit.Training.Torch;

/// <summary>Capabilities of the processor, as far as libtorch may use them.</summary>
internal static class Processor
{
    // Limits for oneDNN (its documentation, "CPU dispatcher control") that exclude bfloat16: the
    // instruction sets below AVX-512 BF16.
    private static readonly string[] s_without = ["SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI"];

    /// <summary>
    /// Whether oneDNN, which computes libtorch's convolutions and products, has instructions for
    /// bfloat16: AVX-512 BF16 or AMX (Intel SDM, CPUID leaf 7). <c>ONEDNN_MAX_CPU_ISA</c> can hide
    /// them from oneDNN, and <c>DOTNET_EnableAVX512</c> from .NET; the value is then false. Without
    /// them, oneDNN converts to 32 bits and back, at a tenth of the speed.
    /// </summary>
    public static bool ComputesInBFloat16 { get; } = HasBFloat16() && !IsLimited("ONEDNN_MAX_CPU_ISA") && !IsLimited("DNNL_MAX_CPU_ISA");

    private static bool HasBFloat16()
    {
        if (!Avx512F.IsSupported)
            return false;
        var (amx, avx512) = (X86Base.CpuId(7, 0).Edx >> 22, X86Base.CpuId(7, 1).Eax >> 5);
        return ((amx | avx512) & 1) == 1;
    }

    private static bool IsLimited(string variable) =>
        s_without.Contains(Environment.GetEnvironmentVariable(variable)?.Trim(), StringComparer.OrdinalIgnoreCase);
}
