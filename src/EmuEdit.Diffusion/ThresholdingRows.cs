using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>
/// The work of <see cref="EditThresholding"/>, row by row. Bytes stay interleaved (R, G, B, R,
/// ...): every byte column has its own running sum, and the three of a pixel are added along the
/// row.
/// </summary>
internal sealed class ThresholdingRows
{
    // The choice reads the two bytes before the first.
    private const int LeadIn = 2;

    private readonly Image _old, _edited;
    private readonly int _radius, _stride, _pad;
    private readonly Vector<ushort> _threshold;

    // One entry per byte of a row. Sums along the row read _pad entries before and after it; the
    // last vector may run past the end.
    private readonly ushort[] _columns, _pixels, _firstOfPixel;
    private readonly byte[] _taken;

    // The rows of the box. Each takes the place of the one that it replaces.
    private readonly byte[][] _differences;

    public ThresholdingRows(Image old, Image edited, float alpha, int radius)
    {
        (_old, _edited, _radius) = (old, edited, radius);
        (_stride, _pad) = (3 * old.Width, 3 * radius);
        // sum / (255 * box) < alpha with whole numbers: sum < ceiling(alpha * 255 * box).
        var box = (2 * radius + 1) * (2 * radius + 1);
        _threshold = new((ushort)Math.Ceiling((double)alpha * 255 * box));

        var length = _stride + 2 * _pad + 2 * Vector<byte>.Count;
        (_columns, _pixels, _firstOfPixel) = (new ushort[length], new ushort[length], new ushort[length]);
        for (var i = 0; i < length; i += 3)
            _firstOfPixel[i] = ushort.MaxValue;
        _taken = new byte[LeadIn + length];
        _differences = [.. Enumerable.Range(0, 2 * radius + 1).Select(_ => new byte[_stride])];
    }

    public void Run(ThresholdedEdit result)
    {
        for (var y = -_radius; y < _radius; y++)
            Enter(y);
        for (var y = 0; y < _old.Height; y++)
        {
            Enter(y + _radius);
            SumPixels();
            Compare();
            Choose(y, result.Image);
            Mark(result.Changes.Pixels.AsSpan(y * _old.Width, _old.Width));
        }
    }

    private Span<byte> Row(Image image, int y) => image.Pixels.AsSpan(Math.Clamp(y, 0, _old.Height - 1) * _stride, _stride);

    private static Span<Vector<byte>> Vectors(Span<byte> row) => MemoryMarshal.Cast<byte, Vector<byte>>(row);

    /// <summary>
    /// Moves the box down: adds the differences of row <paramref name="y"/> to the column sums and
    /// removes those of the row that leaves.
    /// </summary>
    private void Enter(int y)
    {
        var old = Row(_old, y);
        var edited = Row(_edited, y);
        var differences = _differences[(y + _radius) % _differences.Length].AsSpan();
        var columns = _columns.AsSpan(_pad, _stride);
        var a = Vectors(old);
        var b = Vectors(edited);
        var d = Vectors(differences);
        var sums = MemoryMarshal.Cast<ushort, Vector<ushort>>(columns);
        for (var i = 0; i < a.Length; i++)
        {
            var entering = Vector.Max(a[i], b[i]) - Vector.Min(a[i], b[i]);
            Vector.Widen(entering, out var low, out var high);
            Vector.Widen(d[i], out var leavingLow, out var leavingHigh);
            sums[2 * i] += low - leavingLow;
            sums[2 * i + 1] += high - leavingHigh;
            d[i] = entering;
        }
        for (var i = a.Length * Vector<byte>.Count; i < _stride; i++)
        {
            var entering = (byte)Math.Abs(old[i] - edited[i]);
            columns[i] = (ushort)(columns[i] + entering - differences[i]);
            differences[i] = entering;
        }
    }

    /// <summary>
    /// Adds the three columns of each pixel, at the position of its first. The two positions after
    /// it hold meaningless sums.
    /// </summary>
    private void SumPixels()
    {
        for (var i = 0; i < _pad; i++)
        {
            _columns[i] = _columns[_pad + i % 3];
            _columns[_pad + _stride + i] = _columns[_pad + _stride - 3 + i % 3];
        }
        for (var i = 0; i < _stride + 2 * _pad; i += Vector<ushort>.Count)
            (new Vector<ushort>(_columns, i) + new Vector<ushort>(_columns, i + 1) + new Vector<ushort>(_columns, i + 2)).CopyTo(
                _pixels,
                i
            );
    }

    /// <summary>
    /// Sums the box along the row. Sets <c>_taken</c> to 255 at the first byte of each pixel that
    /// reaches the threshold, otherwise to 0.
    /// </summary>
    private void Compare()
    {
        for (var i = 0; i < _stride; i += Vector<byte>.Count)
            Vector.Narrow(Reached(i), Reached(i + Vector<ushort>.Count)).CopyTo(_taken, LeadIn + i);
    }

    // The innermost loop: the arrays' slack keeps every load inside, so none is checked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<ushort> Reached(int i)
    {
        ref var pixels = ref _pixels[i];
        var sum = Vector.LoadUnsafe(ref pixels);
        for (var k = 3; k <= 2 * _pad; k += 3)
            sum += Vector.LoadUnsafe(ref pixels, (nuint)k);
        return Vector.GreaterThanOrEqual(sum, _threshold) & Vector.LoadUnsafe(ref _firstOfPixel[i]);
    }

    /// <summary>Writes a row of the result.</summary>
    private void Choose(int y, Image result)
    {
        var old = Row(_old, y);
        var edited = Row(_edited, y);
        var chosen = Row(result, y);
        var a = Vectors(old);
        var b = Vectors(edited);
        var c = Vectors(chosen);
        for (var i = 0; i < c.Length; i++)
        {
            var at = i * Vector<byte>.Count;
            var take = new Vector<byte>(_taken, at) | new Vector<byte>(_taken, at + 1) | new Vector<byte>(_taken, at + LeadIn);
            c[i] = Vector.ConditionalSelect(take, b[i], a[i]);
        }
        for (var i = c.Length * Vector<byte>.Count; i < _stride; i++)
            chosen[i] = _taken[LeadIn + i - i % 3] != 0 ? edited[i] : old[i];
    }

    /// <summary>Writes a row of the mask: every third decision, 16 at a time from three vectors.</summary>
    private void Mark(Span<byte> changes)
    {
        var taken = _taken.AsSpan(LeadIn);
        var x = 0;
        for (; x <= changes.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var from = MemoryMarshal.Cast<byte, Vector128<byte>>(taken.Slice(3 * x, 3 * Vector128<byte>.Count));
            // An index past the end gives 0.
            var first = Vector128.Shuffle(
                from[0],
                Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)
            );
            var second = Vector128.Shuffle(
                from[1],
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255)
            );
            var third = Vector128.Shuffle(
                from[2],
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13)
            );
            (first | second | third).CopyTo(changes[x..]);
        }
        for (; x < changes.Length; x++)
            changes[x] = taken[3 * x];
    }
}
