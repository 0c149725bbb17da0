using EmuEdit.World.Scenes;

namespace EmuEdit.World.Rendering;

/// <summary>
/// The light at a time of day in some weather: its direction, its brightness, and the colours of
/// the air.
/// </summary>
/// <param name="ToSun">Direction to the sun or moon, length 1.</param>
/// <param name="Sun">Light of the sun or moon, linear RGB.</param>
/// <param name="Ambient">Light from all directions.</param>
/// <param name="Zenith">Colour of the sky overhead.</param>
/// <param name="Horizon">Colour of the sky at the horizon, and of fog.</param>
internal sealed record Light(Vec ToSun, Vec Sun, Vec Ambient, Vec Zenith, Vec Horizon)
{
    public static Light Of(Time time, Weather weather)
    {
        var clear = time switch
        {
            Time.Day => new Light(
                new Vec(0.5f, 0.8f, -0.5f).Normalized,
                new(0.95f, 0.9f, 0.8f),
                new(0.28f, 0.31f, 0.36f),
                new(0.12f, 0.33f, 0.75f),
                new(0.55f, 0.72f, 0.9f)
            ),
            Time.Sunset => new Light(
                new Vec(-0.75f, 0.42f, -0.35f).Normalized,
                new(1.0f, 0.48f, 0.18f),
                new(0.26f, 0.18f, 0.22f),
                new(0.16f, 0.12f, 0.35f),
                new(0.95f, 0.4f, 0.14f)
            ),
            _ => new Light(
                new Vec(0.4f, 0.8f, -0.45f).Normalized,
                new(0.17f, 0.21f, 0.36f),
                new(0.08f, 0.10f, 0.18f),
                new(0.006f, 0.011f, 0.045f),
                new(0.05f, 0.075f, 0.18f)
            ),
        };
        return weather switch
        {
            Weather.Fog => clear.Overcast(0.3f, 1.3f, 0.75f),
            Weather.Snow => clear.Overcast(0.55f, 1.15f, 0.9f),
            _ => clear,
        };
    }

    private Light Overcast(float sun, float ambient, float brightness)
    {
        var air = Vec.Mix(Horizon, Vec.Grey(Horizon.Luminance), 0.6f) * brightness;
        return this with { Sun = Sun * sun, Ambient = Ambient * ambient, Zenith = Vec.Mix(Zenith, air, 0.75f), Horizon = air };
    }
}
