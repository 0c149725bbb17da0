using System.Numerics;
using System.Runtime.InteropServices;
using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>
/// The work of <see cref="EditThresholding"/>, a row at a time. Bytes stay interleaved (R, G, B, R, ...): every byte column has a running sum of
/// its own, and a pixel's three join along the row.
/// </summary>
internal sealed class ThresholdingRows
{
    // Choosing reads the two bytes before the first.
    private const int LeadIn = 2;

    private readonly Image _old, _edited;
    private readonly int _radius, _stride, _pad;
    private readonly Vector<ushort> _threshold;

    // One entry a byte of a row. Sums along the row read _pad entries before and after it; the last vector may run over the end.
    private readonly ushort[] _columns, _pixels, _firstOfPixel;
    private readonly byte[] _taken;

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
    }

    public void Run(ThresholdedEdit result)
    {
        for (var y = -_radius; y < _radius; y++)
            Accumulate(y, entering: true);
        for (var y = 0; y < _old.Height; y++)
        {
            Accumulate(y + _radius, entering: true);
            SumPixels();
            Compare();
            Choose(y, result.Image);
            Mark(result.Changes.Pixels.AsSpan(y * _old.Width, _old.Width));
            Accumulate(y - _radius, entering: false);
        }
    }

    private Span<byte> Row(Image image, int y) => image.Pixels.AsSpan(Math.Clamp(y, 0, _old.Height - 1) * _stride, _stride);

    private static Span<Vector<byte>> Vectors(Span<byte> row) => MemoryMarshal.Cast<byte, Vector<byte>>(row);

    /// <summary>Adds the differences of a row to the columns, or takes them away.</summary>
    private void Accumulate(int y, bool entering)
    {
        var old = Row(_old, y);
        var edited = Row(_edited, y);
        var columns = _columns.AsSpan(_pad, _stride);
        var a = Vectors(old);
        var b = Vectors(edited);
        var sums = MemoryMarshal.Cast<ushort, Vector<ushort>>(columns);
        // (d ^ 0) - 0 = d and (d ^ -1) - (-1) = -d: one loop, no branch.
        var flip = new Vector<ushort>(entering ? (ushort)0 : ushort.MaxValue);
        for (var i = 0; i < a.Length; i++)
        {
            Vector.Widen(Vector.Max(a[i], b[i]) - Vector.Min(a[i], b[i]), out var low, out var high);
            sums[2 * i] += (low ^ flip) - flip;
            sums[2 * i + 1] += (high ^ flip) - flip;
        }
        for (var i = a.Length * Vector<byte>.Count; i < _stride; i++)
        {
            var difference = Math.Abs(old[i] - edited[i]);
            columns[i] = (ushort)(entering ? columns[i] + difference : columns[i] - difference);
        }
    }

    /// <summary>Joins each pixel's three columns, at the place of its first; the two places after it hold sums of no meaning.</summary>
    private void SumPixels()
    {
        for (var i = 0; i < _pad; i++)
        {
            _columns[i] = _columns[_pad + i % 3];
            _columns[_pad + _stride + i] = _columns[_pad + _stride - 3 + i % 3];
        }
        for (var i = 0; i < _stride + 2 * _pad; i += Vector<ushort>.Count)
            (new Vector<ushort>(_columns, i) + new Vector<ushort>(_columns, i + 1) + new Vector<ushort>(_columns, i + 2)).CopyTo(_pixels, i);
    }

    /// <summary>Sums the box along the row and sets <c>_taken</c> to 255 at the first byte of each pixel that reaches the threshold, else to 0.</summary>
    private void Compare()
    {
        for (var i = 0; i < _stride; i += Vector<byte>.Count)
            Vector.Narrow(Reached(i), Reached(i + Vector<ushort>.Count)).CopyTo(_taken, LeadIn + i);
    }

    private Vector<ushort> Reached(int i)
    {
        var sum = Vector<ushort>.Zero;
        for (var k = 0; k <= 2 * _pad; k += 3)
            sum += new Vector<ushort>(_pixels, i + k);
        return Vector.GreaterThanOrEqual(sum, _threshold) & new Vector<ushort>(_firstOfPixel, i);
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

    private void Mark(Span<byte> changes)
    {
        for (var x = 0; x < changes.Length; x++)
            changes[x] = _taken[LeadIn + 3 * x];
    }
}
