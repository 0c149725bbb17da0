using EmuEdit.World.Scenes;

namespace EmuEdit.World.Rendering;

/// <summary>The ground, the backdrop on the horizon, and the sky.</summary>
internal sealed class Surroundings(Place place, Time time, Weather weather, Light light)
{
    /// <summary>Distance at which the ground ends and the backdrop begins, in metres.</summary>
    public const float Edge = 24;

    private static readonly Vec Snow = new(0.8f, 0.83f, 0.88f);

    /// <summary>Colour of the ground before lighting, in linear RGB.</summary>
    public Vec Ground(float x, float z)
    {
        var fade = 1 / (1 + 0.02f * (x * x + z * z));
        var grain = (Exact.Noise(1.3f * x, 1.3f * z) - 0.5f) * fade;
        var ground = place switch
        {
            Place.Meadow => new Vec(0.10f, 0.27f, 0.05f) * (1 + 0.7f * grain),
            Place.Desert => new Vec(0.62f, 0.42f, 0.2f) * (1 + 0.35f * grain),
            Place.Beach => z > 7 ? new Vec(0.04f, 0.24f, 0.33f) : new Vec(0.66f, 0.56f, 0.4f) * (1 + 0.25f * grain),
            Place.City => Vec.Grey(0.2f) * (Joint(x, z) ? 0.6f : 1 + 0.2f * grain),
            Place.Forest => new Vec(0.13f, 0.14f, 0.05f) * (1 + 0.9f * grain),
            Place.Mountains => Vec.Grey(0.3f) * (1 + 0.8f * grain),
            _ => Vec.Mix(Vec.Grey(0.33f), Tile(x, z) ? new(0.52f, 0.5f, 0.46f) : new(0.17f, 0.14f, 0.13f), Math.Clamp(2.2f * fade, 0, 1)),
        };
        return weather is Weather.Snow && !(place is Place.Beach && z > 7) ? Vec.Mix(ground, Snow, 0.85f) : ground;
    }

    /// <summary>Covers surfaces that face up with snow.</summary>
    public Vec Covered(Vec albedo, Vec normal) =>
        weather is Weather.Snow ? Vec.Mix(albedo, Snow, 0.9f * Exact.SmoothStep(0.55f, 0.85f, normal.Y)) : albedo;

    /// <summary>Returns a colour as seen through <paramref name="distance"/> metres of air.</summary>
    public Vec Through(Vec color, float distance)
    {
        var reach = weather switch { Weather.Fog => 7f, Weather.Snow => 22f, _ => 60f };
        var d = distance / reach;
        return Vec.Mix(color, light.Horizon, d * d / (1 + d * d));
    }

    /// <summary>Whether a direction hits the backdrop rather than the sky.</summary>
    public bool IsBackdrop(Vec direction) => direction.Y < Profile(direction.X / direction.Z) * direction.Z;

    /// <summary>Returns what a ray sees that hits neither an object nor the ground, in linear RGB.</summary>
    public Vec Far(Vec direction)
    {
        var azimuth = direction.X / direction.Z;
        var elevation = MathF.Max(direction.Y / direction.Z, 0);
        return elevation < Profile(azimuth) ? Through(Backdrop(azimuth, elevation), 22) : Sky(elevation);
    }

    /// <summary>Returns the sky as a mirror shows it.</summary>
    public Vec Mirrored(Vec direction) =>
        direction.Y > 0
            ? Vec.Mix(light.Horizon, light.Zenith, MathF.Min(1, 1.5f * direction.Y))
            : Ground(0, 0) * (light.Ambient + light.Sun * 0.5f);

    private Vec Sky(float elevation) => Vec.Mix(light.Horizon, light.Zenith, MathF.Min(1, 1.6f * MathF.Sqrt(elevation)));

    /// <summary>Height of the backdrop as elevation, by azimuth.</summary>
    private float Profile(float a) =>
        place switch
        {
            Place.Meadow => 0.07f + 0.035f * Exact.Sin(5 * a + 1) + 0.015f * Exact.Sin(11 * a),
            Place.Desert => 0.05f + 0.03f * MathF.Abs(Exact.Sin(4 * a + 0.6f)),
            Place.City => 0.06f + 0.13f * Exact.Hash((int)MathF.Floor(a * 9 + 40), 7),
            Place.Forest => 0.06f
                + 0.09f * (1 - 2 * MathF.Abs(a * 7 - MathF.Floor(a * 7) - 0.5f))
                + 0.04f * Exact.Hash((int)MathF.Floor(a * 7), 3),
            Place.Mountains => 0.04f + 0.16f * (1 - MathF.Abs(Exact.Sin(3.1f * a + 0.9f))) + 0.03f * Exact.Noise(a * 14, 5),
            _ => 0,
        };

    private Vec Backdrop(float azimuth, float elevation)
    {
        var lit = light.Ambient + light.Sun * 0.45f;
        if (place is Place.City && Window(azimuth, elevation))
            return time is Time.Night ? new(0.7f, 0.5f, 0.2f) : new Vec(0.2f, 0.26f, 0.33f) * lit;
        var color = place switch
        {
            Place.Meadow => new Vec(0.09f, 0.22f, 0.07f),
            Place.Desert => new(0.55f, 0.34f, 0.15f),
            Place.City => Vec.Grey(0.25f + 0.25f * Exact.Hash((int)MathF.Floor(azimuth * 9 + 40), 1)),
            Place.Forest => new(0.03f, 0.09f, 0.04f),
            _ => elevation > 0.12f ? Snow : new(0.22f, 0.22f, 0.26f),
        };
        return (weather is Weather.Snow ? Vec.Mix(color, Snow, 0.5f) : color) * lit;
    }

    private static bool Window(float azimuth, float elevation)
    {
        var (u, v) = (azimuth * 36, elevation * 36);
        return u - MathF.Floor(u) > 0.45f && v - MathF.Floor(v) > 0.45f;
    }

    private static bool Tile(float x, float z) => (((int)MathF.Floor(0.8f * x) + (int)MathF.Floor(0.8f * z)) & 1) == 0;

    private static bool Joint(float x, float z) => x - MathF.Floor(x) < 0.06f || z - MathF.Floor(z) < 0.06f;
}
