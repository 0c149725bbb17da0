using EmuEdit.World.Scenes;

namespace EmuEdit.World.Rendering;

/// <summary>
/// Ray-casts a scene with sun, shadows, sky light, mirrors and air. It uses one ray per pixel, and
/// four where surfaces meet or colours are fine.
/// </summary>
public sealed class Renderer
{
    private const float FieldOfView = 0.48f;

    private readonly Body[] _bodies;
    private readonly Light _light;
    private readonly Surroundings _surroundings;
    private readonly Vec _eye, _forward, _right, _up;
    private readonly bool _snow, _stars;

    private Renderer(Scene scene)
    {
        _bodies = [.. scene.Objects.Select(o => new Body(o))];
        _light = Light.Of(scene.Time, scene.Weather);
        _surroundings = new Surroundings(scene.Place, scene.Time, scene.Weather, _light);
        _eye = new Vec(0, scene.Camera.Height, -scene.Camera.Distance);
        _forward = (new Vec(0, 0.95f, 0.3f) - _eye).Normalized;
        _right = new Vec(1, 0, 0);
        _up = Vec.Cross(_forward, _right);
        (_snow, _stars) = (scene.Weather is Weather.Snow, scene is { Time: Time.Night, Weather: Weather.Clear });
    }

    /// <summary>Renders the frame of a scene.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="size">Side in pixels, at least 8.</param>
    public static Frame Render(Scene scene, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        var renderer = new Renderer(scene);
        var frame = new Frame(size);
        for (var i = 0; i < frame.Color.Length; i++)
            renderer.Trace(frame, i);
        for (var i = 0; i < frame.Color.Length; i++)
            if (renderer.WantsMoreRays(frame, i))
                renderer.Refine(frame, i);
        renderer.Sprinkle(frame);
        return frame;
    }

    /// <summary>Returns the position of a world point in the image, in pixels from the top left.</summary>
    public static (float X, float Y) Project(Camera camera, Vec point, int size)
    {
        var view = new Renderer(new Scene(default, default, default, camera, []));
        var d = point - view._eye;
        var scale = 0.5f * size / (FieldOfView * Vec.Dot(d, view._forward));
        return (0.5f * size + Vec.Dot(d, view._right) * scale, 0.5f * size - Vec.Dot(d, view._up) * scale);
    }

    private Ray RayThrough(float x, float y, int size)
    {
        var (u, v) = ((2 * x / size - 1) * FieldOfView, (1 - 2 * y / size) * FieldOfView);
        return new Ray(_eye, (_forward + _right * u + _up * v).Normalized);
    }

    private void Trace(Frame frame, int i)
    {
        var ray = RayThrough(i % frame.Size + 0.5f, i / frame.Size + 0.5f, frame.Size);
        (frame.Color[i], frame.Lit[i], frame.Depth[i], frame.Normals[i], frame.Ids[i]) = Look(ray);
    }

    private bool WantsMoreRays(Frame frame, int i)
    {
        if (frame.Ids[i] >= 0 && _bodies[frame.Ids[i]].IsDetailed)
            return true;
        var (x, y, n) = (i % frame.Size, i / frame.Size, frame.Size);
        return x + 1 < n && frame.Ids[i] != frame.Ids[i + 1] || x > 0 && frame.Ids[i] != frame.Ids[i - 1]
            || y + 1 < n && frame.Ids[i] != frame.Ids[i + n] || y > 0 && frame.Ids[i] != frame.Ids[i - n];
    }

    private void Refine(Frame frame, int i)
    {
        var (color, lit) = (new Vec(), 0f);
        for (var k = 0; k < 4; k++)
        {
            var sample = Look(RayThrough(i % frame.Size + 0.25f + 0.5f * (k & 1), i / frame.Size + 0.25f + 0.5f * (k >> 1), frame.Size));
            color += Display(sample.Color) * 0.25f;
            lit += sample.Lit * 0.25f;
        }
        (frame.Color[i], frame.Lit[i]) = (color * color, lit);
    }

    /// <summary>
    /// Converts a colour as it is displayed. Means are taken after gamma, so that bright edges do
    /// not grow.
    /// </summary>
    private static Vec Display(Vec c) =>
        new(MathF.Sqrt(Math.Clamp(c.X, 0, 1)), MathF.Sqrt(Math.Clamp(c.Y, 0, 1)), MathF.Sqrt(Math.Clamp(c.Z, 0, 1)));

    private (Vec Color, float Lit, float Depth, Vec Normal, int Id) Look(Ray ray)
    {
        var (t, id, part) = (float.PositiveInfinity, Frame.Sky, 0);
        if (ray.Direction.Y < 0 && -ray.Origin.Y / ray.Direction.Y is var ground && ray.At(ground).Z < Surroundings.Edge)
            (t, id) = (ground, Frame.Ground);
        for (var b = 0; b < _bodies.Length; b++)
            if (_bodies[b].Hit(ray, out var hitPart) is var hit && hit < t)
                (t, id, part) = (hit, b, hitPart);
        if (id == Frame.Sky)
            return (_surroundings.Far(ray.Direction), 1, t, default, _surroundings.IsBackdrop(ray.Direction) ? Frame.Backdrop : Frame.Sky);
        var point = ray.At(t);
        var (color, lit, normal) = id == Frame.Ground ? ShadeGround(point) : ShadeBody(_bodies[id], point, part, ray.Direction);
        return (_surroundings.Through(color, t), lit, t, normal, id);
    }

    private (Vec, float, Vec) ShadeGround(Vec point)
    {
        var normal = new Vec(0, 1, 0);
        var open = 1f;
        foreach (var body in _bodies)
            open *= 1 - body.Shade(point);
        var (light, lit) = LightAt(point, normal, open);
        return (_surroundings.Ground(point.X, point.Z) * light, lit, normal);
    }

    private (Vec, float, Vec) ShadeBody(Body body, Vec point, int part, Vec direction)
    {
        var normal = body.Normal(point, part);
        var albedo = _surroundings.Covered(body.Albedo(point, part), normal);
        var (light, lit) = LightAt(point, normal, 0.75f + 0.25f * normal.Y);
        if (body.Gloss == 0)
            return (albedo * light, lit, normal);
        var mirror = direction - normal * (2 * Vec.Dot(direction, normal));
        var tint = body.Source.Material is Material.Golden ? albedo : Vec.Grey(1);
        var glint = Exact.SmoothStep(0.93f, 1, Vec.Dot(mirror, _light.ToSun)) * body.Gloss * 2;
        return (Vec.Mix(albedo * light, _surroundings.Mirrored(mirror) * tint, body.Gloss) + _light.Sun * glint, lit, normal);
    }

    private (Vec Light, float Lit) LightAt(Vec point, Vec normal, float open)
    {
        var facing = MathF.Max(0, Vec.Dot(normal, _light.ToSun));
        if (facing > 0 && InShadow(point + normal * 2e-3f))
            facing = 0;
        return (_light.Ambient * open + _light.Sun * facing, 0.3f * open + 0.7f * facing);
    }

    private bool InShadow(Vec point)
    {
        var ray = new Ray(point, _light.ToSun);
        foreach (var body in _bodies)
            if (body.Hit(ray, out _) < float.PositiveInfinity)
                return true;
        return false;
    }

    /// <summary>Adds stars in the sky or flakes in the air, at different positions in every image.</summary>
    private void Sprinkle(Frame frame)
    {
        if (!_snow && !_stars)
            return;
        for (var k = 0; k < 60; k++)
        {
            var (x, y) = ((int)(Exact.Hash(k, 11) * frame.Size), (int)(Exact.Hash(k, 12) * frame.Size));
            var spread = Math.Max(1, frame.Size / 64);
            for (var i = 0; i < spread * spread; i++)
            {
                var (px, py) = (x + i % spread, y + i / spread);
                if (px >= frame.Size || py >= frame.Size)
                    continue;
                var p = py * frame.Size + px;
                if (_snow || frame.Ids[p] == Frame.Sky)
                    frame.Color[p] = Vec.Mix(frame.Color[p], _snow ? _light.Ambient * 2.2f : Vec.Grey(0.6f), 0.75f);
            }
        }
    }
}
