using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmuEdit.Training.Torch.Fused;

/// <summary>
/// Computes silu(gain x + offset), forward and backward, on one image whose channels are contiguous in memory: [places,
/// channels], with one gain and offset per channel. The number of channels is a multiple of <see cref="Packed.Width"/>.
/// </summary>
/// <typeparam name="T">Type of the image's numbers in memory.</typeparam>
/// <typeparam name="TPacked">Loads and stores these numbers.</typeparam>
internal static class ActivationKernel<T, TPacked> where T : unmanaged where TPacked : IPacked<T>
{
    /// <summary>Computes the sum and the sum of squares of each channel over the places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Moments(ReadOnlySpan<T> x, Span<double> sums, Span<double> squares)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        for (var c = 0; c < sums.Length; c += Packed.Width)
        {
            // Relative to the first place, so that 32 bits suffice for a channel whose mean is far from 0.
            var (origin0, origin1) = TPacked.Load(ref from, c);
            Vector512<float> sum0 = default, sum1 = default, square0 = default, square1 = default;
            for (var i = c; i < x.Length; i += sums.Length)
            {
                var (x0, x1) = TPacked.Load(ref from, i);
                (x0, x1) = (x0 - origin0, x1 - origin1);
                (sum0, sum1) = (sum0 + x0, sum1 + x1);
                (square0, square1) = (Vector512.FusedMultiplyAdd(x0, x0, square0), Vector512.FusedMultiplyAdd(x1, x1, square1));
            }
            AroundZero(origin0, sum0, square0, x.Length / sums.Length, sums[c..], squares[c..]);
            AroundZero(
                origin1,
                sum1,
                square1,
                x.Length / sums.Length,
                sums[(c + Vector512<float>.Count)..],
                squares[(c + Vector512<float>.Count)..]
            );
        }
    }

    private static void AroundZero(
        Vector512<float> origin,
        Vector512<float> sum,
        Vector512<float> square,
        int places,
        Span<double> sums,
        Span<double> squares
    )
    {
        for (var i = 0; i < Vector512<float>.Count; i++)
        {
            double at = origin[i];
            sums[i] = sum[i] + places * at;
            squares[i] = square[i] + 2 * at * sum[i] + places * at * at;
        }
    }

    /// <summary>Computes y = silu(gain x + offset).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ReadOnlySpan<T> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> offset, Span<T> y)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        for (var c = 0; c < gain.Length; c += Packed.Width)
        {
            var ((gain0, gain1), (offset0, offset1)) = (Load(gain, c), Load(offset, c));
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var (x0, x1) = TPacked.Load(ref from, i);
                var (u0, u1) = (Vector512.FusedMultiplyAdd(x0, gain0, offset0), Vector512.FusedMultiplyAdd(x1, gain1, offset1));
                TPacked.Store(u0 * Sigmoid(u0), u1 * Sigmoid(u1), ref to, i);
            }
        }
    }

    /// <summary>
    /// Computes the slopes dy silu'(gain x + offset), and per channel their sum and the sum of
    /// their products with x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Slopes(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dy,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> offset,
        Span<float> slopes,
        Span<float> sums,
        Span<float> products
    )
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var upper = ref MemoryMarshal.GetReference(dy);
        for (var c = 0; c < gain.Length; c += Packed.Width)
        {
            var ((gain0, gain1), (offset0, offset1)) = (Load(gain, c), Load(offset, c));
            Vector512<float> sum0 = default, sum1 = default, product0 = default, product1 = default;
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var ((x0, x1), (dy0, dy1)) = (TPacked.Load(ref from, i), TPacked.Load(ref upper, i));
                var (slope0, slope1) = (
                    dy0 * Slope(Vector512.FusedMultiplyAdd(x0, gain0, offset0)),
                    dy1 * Slope(Vector512.FusedMultiplyAdd(x1, gain1, offset1))
                );
                Store(slope0, slope1, slopes, i);
                (sum0, sum1) = (sum0 + slope0, sum1 + slope1);
                (product0, product1) = (Vector512.FusedMultiplyAdd(slope0, x0, product0), Vector512.FusedMultiplyAdd(slope1, x1, product1));
            }
            Store(sum0, sum1, sums, c);
            Store(product0, product1, products, c);
        }
    }

    /// <summary>Computes dx = gain slope + tilt x + shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ReadOnlySpan<T> x,
        ReadOnlySpan<float> slopes,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> tilt,
        ReadOnlySpan<float> shift,
        Span<T> dx
    )
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(dx);
        for (var c = 0; c < gain.Length; c += Packed.Width)
        {
            var ((gain0, gain1), (tilt0, tilt1), (shift0, shift1)) = (Load(gain, c), Load(tilt, c), Load(shift, c));
            for (var i = c; i < x.Length; i += gain.Length)
            {
                var ((x0, x1), (slope0, slope1)) = (TPacked.Load(ref from, i), Load(slopes, i));
                TPacked.Store(
                    Vector512.FusedMultiplyAdd(slope0, gain0, Vector512.FusedMultiplyAdd(x0, tilt0, shift0)),
                    Vector512.FusedMultiplyAdd(slope1, gain1, Vector512.FusedMultiplyAdd(x1, tilt1, shift1)), ref to, i);
            }
        }
    }

    private static Vector512<float> Sigmoid(Vector512<float> u) => Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-u));

    // silu'(u) = s (1 + u (1 - s)), where s is the sigmoid of u.
    private static Vector512<float> Slope(Vector512<float> u)
    {
        var s = Sigmoid(u);
        return s * Vector512.FusedMultiplyAdd(u, Vector512<float>.One - s, Vector512<float>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Load(ReadOnlySpan<float> from, int at) =>
        Float32.Load(ref MemoryMarshal.GetReference(from), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> low, Vector512<float> high, Span<float> to, int at) =>
        Float32.Store(low, high, ref MemoryMarshal.GetReference(to), at);
}
