using System.Numerics;
using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>
/// A 64-bit hash of an image that similar images share almost entirely: whether
/// brightness rises from each cell of a 9 x 8 grid to the next (difference hash).
/// </summary>
public static class PerceptualHash
{
    private const int Rows = 8, Columns = 9;

    /// <summary>Computes the hash of an image. It uses integers only, so it is the same on every machine.</summary>
    public static ulong Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var hash = 0UL;
        for (var y = 0; y < Rows; y++)
            for (var x = 0; x + 1 < Columns; x++)
                hash = hash << 1 | (Mean(picture, x, y) < Mean(picture, x + 1, y) ? 1UL : 0UL);
        return hash;
    }

    /// <summary>Number of bits in which two hashes differ, 0 to 64.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    // Mean brightness of a cell, in 1/1000 of a level. A cell has at least one pixel.
    private static long Mean(Image picture, int column, int row)
    {
        var (left, top) = (column * picture.Width / Columns, row * picture.Height / Rows);
        var (right, bottom) = (
            Math.Max(left + 1, (column + 1) * picture.Width / Columns),
            Math.Max(top + 1, (row + 1) * picture.Height / Rows)
        );
        var sum = 0L;
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
            {
                var p = picture.Pixels.AsSpan(picture.Offset(x, y), 3);
                sum += 299 * p[0] + 587 * p[1] + 114 * p[2];
            }
        return sum / ((right - left) * (bottom - top));
    }
}
