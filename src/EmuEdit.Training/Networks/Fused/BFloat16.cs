using System.Runtime.Intrinsics;

namespace EmuEdit.Training.Networks.Fused;

/// <summary>Sixteen times two numbers: bfloat16, the upper half of a 32-bit float, in memory, and 32 bits in registers.</summary>
internal static class BFloat16
{
    /// <summary>Numbers that are loaded and stored at once.</summary>
    public const int Width = 32;

    public static (Vector512<float> Low, Vector512<float> High) Load(ref ushort from, int at)
    {
        var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)at));
        return ((low << 16).AsSingle(), (high << 16).AsSingle());
    }

    public static void Store(Vector512<float> low, Vector512<float> high, ref ushort to, int at) =>
        Vector512.Narrow(Round(low.AsUInt32()), Round(high.AsUInt32())).StoreUnsafe(ref to, (nuint)at);

    // To the nearest, and half-way to the even one, as libtorch does.
    private static Vector512<uint> Round(Vector512<uint> bits) => (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
}
