using System.Runtime.Intrinsics;

namespace EmuEdit.Training.Torch.Fused;

/// <summary>
/// Loads and stores numbers of a memory format. Registers hold 32-bit numbers,
/// <see cref="Packed.Width"/> at once.
/// </summary>
/// <typeparam name="T">Type of a number in memory.</typeparam>
internal interface IPacked<T> where T : unmanaged
{
    static abstract (Vector512<float> Low, Vector512<float> High) Load(ref T from, int at);

    static abstract void Store(Vector512<float> low, Vector512<float> high, ref T to, int at);
}

internal static class Packed
{
    /// <summary>Number of values that are loaded or stored at once.</summary>
    public const int Width = 32;
}

/// <summary>32-bit numbers.</summary>
internal readonly struct Float32 : IPacked<float>
{
    public static (Vector512<float> Low, Vector512<float> High) Load(ref float from, int at) =>
        (Vector512.LoadUnsafe(ref from, (nuint)at), Vector512.LoadUnsafe(ref from, (nuint)(at + Vector512<float>.Count)));

    public static void Store(Vector512<float> low, Vector512<float> high, ref float to, int at)
    {
        low.StoreUnsafe(ref to, (nuint)at);
        high.StoreUnsafe(ref to, (nuint)(at + Vector512<float>.Count));
    }
}
