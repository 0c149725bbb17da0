namespace EmuEdit.World.Rendering;

/// <summary>
/// Three floats: a point, a direction or a linear RGB colour. It uses plain scalar arithmetic on
/// purpose: the vector instructions behind System.Numerics sum in an order that differs between
/// processors, and a scene must be the same image on every machine.
/// </summary>
/// <param name="X">Right, or red.</param>
/// <param name="Y">Up, or green.</param>
/// <param name="Z">Away from the camera, or blue.</param>
public readonly record struct Vec(float X, float Y, float Z)
{
    /// <summary>The sum.</summary>
    public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>The difference.</summary>
    public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>The product of each pair of components.</summary>
    public static Vec operator *(Vec a, Vec b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z);

    /// <summary>The product with a number.</summary>
    public static Vec operator *(Vec a, float s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>Creates a vector with three equal components.</summary>
    public static Vec Grey(float value) => new(value, value, value);

    /// <summary>The dot product.</summary>
    public static float Dot(Vec a, Vec b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary>The cross product.</summary>
    public static Vec Cross(Vec a, Vec b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>Interpolates from a (share 0) to b (share 1).</summary>
    public static Vec Mix(Vec a, Vec b, float share) => a + (b - a) * share;

    /// <summary>Euclidean length.</summary>
    public float Length => MathF.Sqrt(Dot(this, this));

    /// <summary>The same direction with length 1.</summary>
    public Vec Normalized => this * (1 / Length);

    /// <summary>Brightness of a linear colour (Rec. 709 weights).</summary>
    public float Luminance => 0.2126f * X + 0.7152f * Y + 0.0722f * Z;
}
