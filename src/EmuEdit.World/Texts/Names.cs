using EmuEdit.World.Scenes;

namespace EmuEdit.World.Texts;

/// <summary>Names of things in texts.</summary>
internal static class Names
{
    public static string Of(Kind kind) => kind.ToString().ToLowerInvariant();

    public static string Of(Material material) => material.ToString().ToLowerInvariant();

    public static string Of(Time time) => time switch { Time.Day => "by day", Time.Sunset => "at sunset", _ => "at night" };

    public static string Of(Weather weather) => weather switch { Weather.Fog => "in fog", Weather.Snow => "in snow", _ => "" };

    public static string Of(Place place) => place switch
    {
        Place.Meadow => "in a meadow",
        Place.Desert => "in a desert",
        Place.Beach => "on a beach",
        Place.City => "in a city",
        Place.Forest => "in a forest",
        Place.Mountains => "in the mountains",
        _ => "on a plaza",
    };

    public static string Of(Pose pose) => pose.ToString().ToLowerInvariant();

    public static string Of(Slot slot) =>
        (slot.Back ? "at the back " : "at the front ") + slot.Column switch { < 0 => "left", 0 => "middle", _ => "right" };

    public static string Size(bool big) => big ? "big" : "small";

    /// <summary>
    /// Returns colour, material and kind: "red sphere", "green striped cube", "wooden cone",
    /// "person in blue", "yellow sign".
    /// </summary>
    public static string Of(SceneObject o) => o switch
    {
        { Kind: Kind.Person } => $"person in {o.Color}",
        { Material: Material.Plain } => $"{o.Color} {Of(o.Kind)}",
        { ShowsColor: true } => $"{o.Color} {Of(o.Material)} {Of(o.Kind)}",
        _ => $"{Of(o.Material)} {Of(o.Kind)}",
    };

    /// <summary>
    /// Returns the name with "the"; in some of the cases the kind alone, when no other object has
    /// it.
    /// </summary>
    public static string The(SceneObject o, Scene scene, Voice voice) =>
        scene.Objects.Count(other => other.Kind == o.Kind) == 1 && voice.Random.Chance(0.3f) ? $"the {Of(o.Kind)}" : $"the {Of(o)}";

    /// <summary>Returns the name with "a" or "an".</summary>
    public static string A(string name) => (name[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + name;

    /// <summary>Returns all that is needed to draw it: size or pose or word, and the name.</summary>
    public static string Full(SceneObject o) => o.Kind switch
    {
        Kind.Person => $"{Of(o.Pose)} {Of(o)}",
        Kind.Sign => o.Word.Length == 0 ? $"blank {Of(o)}" : $"{Of(o)} that says {o.Word.ToLowerInvariant()} in {o.Ink}",
        _ => $"{Size(o.Big)} {Of(o)}",
    };
}
