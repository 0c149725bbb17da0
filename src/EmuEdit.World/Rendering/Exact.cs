namespace EmuEdit.World.Rendering;

/// <summary>
/// Functions with the same result bits on every machine: IEEE sums, products and square roots,
/// without calls into the C library.
/// </summary>
internal static class Exact
{
    private const float TwoPi = 6.2831853f;

    /// <summary>Sine to about 1e-3, by the parabola y = 4/pi x - 4/pi^2 x |x| and one correction.</summary>
    public static float Sin(float radians)
    {
        var x = radians - TwoPi * MathF.Floor(radians / TwoPi + 0.5f);
        var y = 1.2732395f * x - 0.40528473f * x * MathF.Abs(x);
        return 0.225f * (y * MathF.Abs(y) - y) + y;
    }

    /// <summary>Cosine; accuracy as for <see cref="Sin"/>.</summary>
    public static float Cos(float radians) => Sin(radians + TwoPi / 4);

    /// <summary>Returns 0 below <paramref name="low"/>, 1 above <paramref name="high"/>, and a cubic between.</summary>
    public static float SmoothStep(float low, float high, float x)
    {
        var t = Math.Clamp((x - low) / (high - low), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>Returns a fixed number in [0, 1) for each pair of whole numbers.</summary>
    public static float Hash(int x, int y)
    {
        var h = (uint)x * 0x9E3779B1u ^ (uint)y * 0x85EBCA77u;
        h = (h ^ h >> 15) * 0x2C1B3C6Du;
        h = (h ^ h >> 12) * 0x297A2D39u;
        return ((h ^ h >> 15) >> 8) * (1f / (1 << 24));
    }

    /// <summary>Smooth noise in [0, 1) over the plane, with features about 1 wide.</summary>
    public static float Noise(float x, float y)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        var (ix, iy) = ((int)fx, (int)fy);
        var (u, v) = (SmoothStep(0, 1, x - fx), SmoothStep(0, 1, y - fy));
        var top = Hash(ix, iy) + (Hash(ix + 1, iy) - Hash(ix, iy)) * u;
        var bottom = Hash(ix, iy + 1) + (Hash(ix + 1, iy + 1) - Hash(ix, iy + 1)) * u;
        return top + (bottom - top) * v;
    }
}
