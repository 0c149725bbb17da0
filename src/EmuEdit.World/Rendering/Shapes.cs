namespace EmuEdit.World.Rendering;

/// <summary>A ray: its origin and its direction, of length 1.</summary>
internal readonly record struct Ray(Vec Origin, Vec Direction)
{
    public Vec At(float distance) => Origin + Direction * distance;
}

/// <summary>A convex body with a closed-form intersection.</summary>
internal abstract class Shape
{
    /// <summary>Returns the distance to the first entry in front of the origin; infinity when there is none.</summary>
    public abstract float Hit(Ray ray);

    /// <summary>Returns the outward normal, of length 1, at a point of the surface.</summary>
    public abstract Vec Normal(Vec point);

    protected static float FirstRoot(float a, float halfB, float c)
    {
        var discriminant = halfB * halfB - a * c;
        return discriminant < 0 ? float.PositiveInfinity : (-halfB - MathF.Sqrt(discriminant)) / a;
    }

    protected static float InFront(float t) => t > 1e-3f ? t : float.PositiveInfinity;
}

internal sealed class Sphere(Vec centre, float radius) : Shape
{
    public override float Hit(Ray ray)
    {
        var o = ray.Origin - centre;
        return InFront(FirstRoot(1, Vec.Dot(o, ray.Direction), Vec.Dot(o, o) - radius * radius));
    }

    public override Vec Normal(Vec point) => (point - centre) * (1 / radius);
}

/// <summary>A box rotated about the vertical axis.</summary>
internal sealed class BoxShape(Vec centre, Vec half, float yaw) : Shape
{
    private readonly float _sin = Exact.Sin(yaw), _cos = Exact.Cos(yaw);

    public Vec ToLocal(Vec v) => new(_cos * v.X - _sin * v.Z, v.Y, _sin * v.X + _cos * v.Z);

    private Vec ToWorld(Vec v) => new(_cos * v.X + _sin * v.Z, v.Y, _cos * v.Z - _sin * v.X);

    public override float Hit(Ray ray)
    {
        var (o, d) = (ToLocal(ray.Origin - centre), ToLocal(ray.Direction));
        var (near, far) = (float.NegativeInfinity, float.PositiveInfinity);
        Slab(o.X, d.X, half.X, ref near, ref far);
        Slab(o.Y, d.Y, half.Y, ref near, ref far);
        Slab(o.Z, d.Z, half.Z, ref near, ref far);
        return near <= far ? InFront(near) : float.PositiveInfinity;
    }

    private static void Slab(float origin, float direction, float half, ref float near, ref float far)
    {
        var inverse = 1 / (MathF.Abs(direction) < 1e-9f ? 1e-9f : direction);
        var (a, b) = ((-half - origin) * inverse, (half - origin) * inverse);
        near = MathF.Max(near, MathF.Min(a, b));
        far = MathF.Min(far, MathF.Max(a, b));
    }

    public override Vec Normal(Vec point)
    {
        var p = ToLocal(point - centre);
        var (x, y, z) = (p.X / half.X, p.Y / half.Y, p.Z / half.Z);
        var (ax, ay, az) = (MathF.Abs(x), MathF.Abs(y), MathF.Abs(z));
        return ToWorld(ax > ay && ax > az ? new(MathF.Sign(x), 0, 0) : ay > az ? new(0, MathF.Sign(y), 0) : new(0, 0, MathF.Sign(z)));
    }
}

/// <summary>An upright cylinder; <paramref name="foot"/> is the middle of its lower disc.</summary>
internal sealed class Cylinder(Vec foot, float radius, float height) : Shape
{
    public override float Hit(Ray ray)
    {
        var (o, d) = (ray.Origin - foot, ray.Direction);
        var side = FirstRoot(d.X * d.X + d.Z * d.Z, o.X * d.X + o.Z * d.Z, o.X * o.X + o.Z * o.Z - radius * radius);
        var y = o.Y + d.Y * side;
        if (y >= 0 && y <= height)
            return InFront(side);
        var top = (height - o.Y) / d.Y;
        var (x, z) = (o.X + d.X * top, o.Z + d.Z * top);
        return d.Y < 0 && x * x + z * z <= radius * radius ? InFront(top) : float.PositiveInfinity;
    }

    public override Vec Normal(Vec point)
    {
        var p = point - foot;
        return p.Y > height - 1e-3f ? new(0, 1, 0) : new Vec(p.X, 0, p.Z) * (1 / radius);
    }
}

/// <summary>An upright cone standing on the ground.</summary>
internal sealed class Cone(Vec foot, float radius, float height) : Shape
{
    private readonly float _slope = radius / height;

    public override float Hit(Ray ray)
    {
        // x^2 + z^2 = slope^2 (height - y)^2. Both roots are tried, because the first may be on the
        // mirrored cone above the tip.
        var (o, d) = (ray.Origin - foot, ray.Direction);
        var (k, h) = (_slope * _slope, height - o.Y);
        var a = d.X * d.X + d.Z * d.Z - k * d.Y * d.Y;
        var b = o.X * d.X + o.Z * d.Z + k * h * d.Y;
        var c = o.X * o.X + o.Z * o.Z - k * h * h;
        var discriminant = b * b - a * c;
        if (discriminant < 0)
            return float.PositiveInfinity;
        var root = MathF.Sqrt(discriminant);
        var (t1, t2) = ((-b - root) / a, (-b + root) / a);
        return MathF.Min(OnCone(t1), OnCone(t2));

        float OnCone(float t) => o.Y + d.Y * t is >= 0 and var y && y <= height ? InFront(t) : float.PositiveInfinity;
    }

    public override Vec Normal(Vec point)
    {
        var p = point - foot;
        return new Vec(p.X, _slope * _slope * (height - p.Y), p.Z).Normalized;
    }
}

/// <summary>
/// All points within <paramref name="radius"/> of the segment from <paramref name="a"/> to
/// <paramref name="b"/>.
/// </summary>
internal sealed class Capsule(Vec a, Vec b, float radius) : Shape
{
    private readonly Vec _axis = b - a;

    public override float Hit(Ray ray)
    {
        var o = ray.Origin - a;
        var (aa, ad, ao) = (Vec.Dot(_axis, _axis), Vec.Dot(_axis, ray.Direction), Vec.Dot(_axis, o));
        var t = FirstRoot(
            aa - ad * ad,
            aa * Vec.Dot(o, ray.Direction) - ao * ad,
            aa * Vec.Dot(o, o) - ao * ao - radius * radius * aa);
        if (float.IsInfinity(t))
            return t;
        var along = ao + t * ad;
        if (along > 0 && along < aa)
            return InFront(t);
        var end = along <= 0 ? o : ray.Origin - b;
        return InFront(FirstRoot(1, Vec.Dot(end, ray.Direction), Vec.Dot(end, end) - radius * radius));
    }

    public override Vec Normal(Vec point)
    {
        var share = Math.Clamp(Vec.Dot(point - a, _axis) / Vec.Dot(_axis, _axis), 0, 1);
        return (point - a - _axis * share) * (1 / radius);
    }
}
