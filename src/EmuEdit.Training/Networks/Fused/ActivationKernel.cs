using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmuEdit.Training.Networks.Fused;

/// <summary>
/// silu(gain x + offset), forward and back, on one bfloat16 picture whose channels lie together: [places, channels]; gain and offset one a channel. A multiple of
/// <see cref="BFloat16.Width"/> channels.
/// </summary>
internal static class ActivationKernel
{
    /// <summary>Adds each channel's sum and sum of squares.</summary>
    public static void Moments(ReadOnlySpan<ushort> x, Span<float> sums, Span<float> squares)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        for (var c = 0; c < sums.Length; c += BFloat16.Width)
        {
            Vector512<float> sum0 = default, sum1 = default, square0 = default, square1 = default;
            for (var i = c; i < x.Length; i += sums.Length)
            {
                var (x0, x1) = BFloat16.Load(ref from, i);
                (sum0, sum1) = (sum0 + x0, sum1 + x1);
                (square0, square1) = (Vector512.FusedMultiplyAdd(x0, x0, square0), Vector512.FusedMultiplyAdd(x1, x1, square1));
            }
            Store(sum0, sum1, sums, c);
            Store(square0, square1, squares, c);
        }
    }

    /// <summary>y = silu(gain x + offset).</summary>
    public static void Forward(ReadOnlySpan<ushort> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> offset, Span<ushort> y)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        for (var c = 0; c < gain.Length; c += BFloat16.Width)
        {
            var ((gain0, gain1), (offset0, offset1)) = (Load(gain, c), Load(offset, c));
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var (x0, x1) = BFloat16.Load(ref from, i);
                var (u0, u1) = (Vector512.FusedMultiplyAdd(x0, gain0, offset0), Vector512.FusedMultiplyAdd(x1, gain1, offset1));
                BFloat16.Store(u0 * Sigmoid(u0), u1 * Sigmoid(u1), ref to, i);
            }
        }
    }

    /// <summary>The slopes dy silu'(gain x + offset), and each channel's sum of them and of their products with x.</summary>
    public static void Slopes(ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> dy, ReadOnlySpan<float> gain, ReadOnlySpan<float> offset, Span<float> slopes, Span<float> sums, Span<float> products)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var upper = ref MemoryMarshal.GetReference(dy);
        for (var c = 0; c < gain.Length; c += BFloat16.Width)
        {
            var ((gain0, gain1), (offset0, offset1)) = (Load(gain, c), Load(offset, c));
            Vector512<float> sum0 = default, sum1 = default, product0 = default, product1 = default;
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var ((x0, x1), (dy0, dy1)) = (BFloat16.Load(ref from, i), BFloat16.Load(ref upper, i));
                var (slope0, slope1) = (dy0 * Slope(Vector512.FusedMultiplyAdd(x0, gain0, offset0)), dy1 * Slope(Vector512.FusedMultiplyAdd(x1, gain1, offset1)));
                Store(slope0, slope1, slopes, i);
                (sum0, sum1) = (sum0 + slope0, sum1 + slope1);
                (product0, product1) = (Vector512.FusedMultiplyAdd(slope0, x0, product0), Vector512.FusedMultiplyAdd(slope1, x1, product1));
            }
            Store(sum0, sum1, sums, c);
            Store(product0, product1, products, c);
        }
    }

    /// <summary>dx = gain slope + tilt x + shift.</summary>
    public static void Backward(ReadOnlySpan<ushort> x, ReadOnlySpan<float> slopes, ReadOnlySpan<float> gain, ReadOnlySpan<float> tilt, ReadOnlySpan<float> shift, Span<ushort> dx)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(dx);
        for (var c = 0; c < gain.Length; c += BFloat16.Width)
        {
            var ((gain0, gain1), (tilt0, tilt1), (shift0, shift1)) = (Load(gain, c), Load(tilt, c), Load(shift, c));
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var ((x0, x1), (slope0, slope1)) = (BFloat16.Load(ref from, i), Load(slopes, i));
                BFloat16.Store(
                    Vector512.FusedMultiplyAdd(slope0, gain0, Vector512.FusedMultiplyAdd(x0, tilt0, shift0)),
                    Vector512.FusedMultiplyAdd(slope1, gain1, Vector512.FusedMultiplyAdd(x1, tilt1, shift1)), ref to, i);
            }
        }
    }

    private static Vector512<float> Sigmoid(Vector512<float> u) => Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-u));

    // silu'(u) = s (1 + u (1 - s)) where s is the sigmoid of u.
    private static Vector512<float> Slope(Vector512<float> u)
    {
        var s = Sigmoid(u);
        return s * Vector512.FusedMultiplyAdd(u, Vector512<float>.One - s, Vector512<float>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Load(ReadOnlySpan<float> from, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(from);
        return (Vector512.LoadUnsafe(ref first, (nuint)at), Vector512.LoadUnsafe(ref first, (nuint)(at + Vector512<float>.Count)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> low, Vector512<float> high, Span<float> to, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(to);
        low.StoreUnsafe(ref first, (nuint)at);
        high.StoreUnsafe(ref first, (nuint)(at + Vector512<float>.Count));
    }
}
