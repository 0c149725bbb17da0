using EmuEdit.World.Scenes;

namespace EmuEdit.World.Rendering;

/// <summary>An object prepared for ray casting: its shapes, a bounding sphere, and the colour of each point.</summary>
internal sealed class Body
{
    private static readonly Vec Skin = new(0.62f, 0.36f, 0.23f), Trousers = new(0.05f, 0.06f, 0.12f), Pole = new(0.16f, 0.16f, 0.17f);

    private readonly Shape[] _shapes;
    private readonly Vec _centre, _color;
    private readonly float _radius;
    private readonly BoxShape? _box;

    public Body(SceneObject source)
    {
        (Source, _color) = (source, Palette.Of(source.Color));
        var foot = source.Base;
        var r = source.Radius;
        (_shapes, _centre, _radius) = source.Kind switch
        {
            Kind.Sphere => ([new Sphere(foot + new Vec(0, r, 0), r)], foot + new Vec(0, r, 0), r),
            Kind.Cube => (
                [new BoxShape(foot + new Vec(0, 0.85f * r, 0), Vec.Grey(0.85f * r), source.Yaw)],
                foot + new Vec(0, 0.85f * r, 0),
                1.48f * r
            ),
            Kind.Cylinder => ([new Cylinder(foot, 0.75f * r, 1.9f * r)], foot + new Vec(0, 0.95f * r, 0), 1.25f * r),
            Kind.Cone => ([new Cone(foot, 0.95f * r, 2.2f * r)], foot + new Vec(0, 0.9f * r, 0), 1.4f * r),
            Kind.Person => (Limbs(source), foot + new Vec(0, 1.1f, 0), 1.35f),
            _ => (Board(foot), foot + new Vec(0, 1.1f, 0), SignBoard.Half.X + 0.5f),
        };
        _box = _shapes[0] as BoxShape;
    }

    public SceneObject Source { get; }

    /// <summary>Whether its colours vary so finely that pixels need several rays.</summary>
    public bool IsDetailed => Source.Kind is Kind.Sign || Source.Material is Material.Striped or Material.Checkered;

    /// <summary>Share of the light that is mirrored rather than scattered.</summary>
    public float Gloss => Source.Material is Material.Golden ? 0.55f : Source.Material is Material.Plain && Source.IsSolid ? 0.12f : 0;

    public float Hit(Ray ray, out int part)
    {
        part = 0;
        var o = ray.Origin - _centre;
        var b = Vec.Dot(o, ray.Direction);
        if (b * b - Vec.Dot(o, o) + _radius * _radius < 0)
            return float.PositiveInfinity;
        var nearest = float.PositiveInfinity;
        for (var i = 0; i < _shapes.Length; i++)
            if (_shapes[i].Hit(ray) is var t && t < nearest)
                (nearest, part) = (t, i);
        return nearest;
    }

    public Vec Normal(Vec point, int part) => _shapes[part].Normal(point);

    /// <summary>Share of the sky that this object hides from a point of the ground; 0 far away.</summary>
    public float Shade(Vec ground)
    {
        var d = ground - Source.Base;
        var reach = Source.Kind switch { Kind.Person => 0.45f, Kind.Sign => 0.2f, _ => Source.Radius };
        return 0.55f * (1 - Exact.SmoothStep(0.6f * reach, 1.5f * reach, MathF.Sqrt(d.X * d.X + d.Z * d.Z)));
    }

    /// <summary>Colour of the surface at a point, in linear RGB.</summary>
    public Vec Albedo(Vec point, int part) => Source.Kind switch
    {
        Kind.Person => part switch { 0 => Skin, <= 3 => _color, <= 5 => Skin, _ => Trousers },
        Kind.Sign => part == 0 ? SignBoard.Color(Source, point - (Source.Base + SignBoard.Centre), _color) : Pole,
        _ => Solid(point - Source.Base),
    };

    private Vec Solid(Vec p)
    {
        var r = Source.Radius;
        var q = _box?.ToLocal(p) ?? p;
        return Source.Material switch
        {
            Material.Striped => ((int)MathF.Floor(p.Y / (0.36f * r)) & 1) == 0 ? _color : Vec.Mix(_color, Vec.Grey(0.85f), 0.75f),
            Material.Checkered => Check(q, r) ? _color : _color * 0.25f,
            Material.Wooden => Vec.Mix(new(0.42f, 0.2f, 0.07f), new(0.22f, 0.09f, 0.03f), Exact.SmoothStep(0.3f, 0.9f, Rings(q, r))),
            Material.Golden => new(0.95f, 0.62f, 0.12f),
            Material.Stone => Vec.Grey(0.2f + 0.14f * Exact.Noise(9 * (q.X + q.Y), 9 * (q.Z - q.Y))),
            _ => _color,
        };
    }

    private static bool Check(Vec q, float r)
    {
        var s = 1 / (0.5f * r);
        return (((int)MathF.Floor(q.X * s + 0.5f) + (int)MathF.Floor(q.Y * s) + (int)MathF.Floor(q.Z * s + 0.5f)) & 1) == 0;
    }

    private static float Rings(Vec q, float r)
    {
        var x = MathF.Sqrt(q.X * q.X + 0.3f * q.Y * q.Y) / r * 5;
        return x - MathF.Floor(x);
    }

    /// <summary>Head, torso, two upper arms, two lower arms, four leg bones.</summary>
    private static Shape[] Limbs(SceneObject person)
    {
        var j = Skeleton.Joints(person.Pose).Select(p => p + person.Base).ToArray();
        return
        [
            new Sphere(j[0], 0.24f), new Capsule(j[1] - new Vec(0, 0.12f, 0), j[2], 0.25f),
            new Capsule(j[1] + new Vec(-0.22f, -0.1f, 0), j[3], 0.11f), new Capsule(j[1] + new Vec(0.22f, -0.1f, 0), j[5], 0.11f),
            new Capsule(j[3], j[4], 0.09f), new Capsule(j[5], j[6], 0.09f),
            new Capsule(j[2] + new Vec(-0.1f, -0.1f, 0), j[7], 0.13f), new Capsule(j[2] + new Vec(0.1f, -0.1f, 0), j[9], 0.13f),
            new Capsule(j[7], j[8], 0.11f), new Capsule(j[9], j[10], 0.11f),
        ];
    }

    private static Shape[] Board(Vec foot) =>
        [new BoxShape(foot + SignBoard.Centre, SignBoard.Half, 0), new Cylinder(foot + new Vec(0, 0, 0.05f), 0.08f, SignBoard.Centre.Y)];
}
