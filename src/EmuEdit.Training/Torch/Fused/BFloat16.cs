using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace EmuEdit.Training.Torch.Fused;

/// <summary>16-bit numbers: the upper half of a 32-bit float.</summary>
internal readonly struct BFloat16 : IPacked<ushort>
{
    public static (Vector512<float> Low, Vector512<float> High) Load(ref ushort from, int at)
    {
        var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)at));
        return ((low << 16).AsSingle(), (high << 16).AsSingle());
    }

    public static void Store(Vector512<float> low, Vector512<float> high, ref ushort to, int at) =>
        Vector512.Narrow(Round(low.AsUInt32()), Round(high.AsUInt32())).StoreUnsafe(ref to, (nuint)at);

    /// <summary>Returns the memory of a contiguous tensor.</summary>
    public static Span<ushort> Of(Tensor x) => MemoryMarshal.Cast<byte, ushort>(x.bytes);

    /// <summary>Rounds and transposes [any, channels, places] to [any, places, channels].</summary>
    public static void Round(ReadOnlySpan<float> from, Span<ushort> to, int channels, int places)
    {
        var size = channels * places;
        for (var first = 0; first < from.Length; first += size)
            for (var place = 0; place < places; place++)
                for (var c = 0; c < channels; c++)
                    to[first + place * channels + c] = Round(from[first + c * places + place]);
    }

    /// <summary>Adds bfloat16 numbers to 32-bit numbers.</summary>
    public static void Add(ReadOnlySpan<ushort> from, Span<float> to)
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var sum = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= from.Length - Packed.Width; i += Packed.Width)
        {
            var (low, high) = Load(ref source, i);
            (Vector512.LoadUnsafe(ref sum, (nuint)i) + low).StoreUnsafe(ref sum, (nuint)i);
            (Vector512.LoadUnsafe(ref sum, (nuint)(i + Packed.Width / 2)) + high).StoreUnsafe(ref sum, (nuint)(i + Packed.Width / 2));
        }
        for (; i < from.Length; i++)
            to[i] += BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
    }

    private static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    // Rounds to nearest, ties to even, as libtorch does.
    private static Vector512<uint> Round(Vector512<uint> bits) =>
        (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
}
