using EmuEdit.Core;
using EmuEdit.World.Rendering;

namespace EmuEdit.World.Scenes;

/// <summary>Samples scenes. Every choice is uniform over a short list, so that each value is seen often.</summary>
internal static class SceneSampler
{
    /// <summary>Samples a scene with that many objects (1 to 5), with at most one person and one sign.</summary>
    public static Scene Draw(CounterRandom random, int objects)
    {
        var scene = Empty(random, new Camera(random.NextSingle(1.4f, 3f), random.NextSingle(5.2f, 6.2f)));
        foreach (var slot in random.Shuffle(Slot.All).Take(objects))
            scene = scene.Plus(
                DrawObject(random, scene, slot) with
                {
                    Jitter = (random.NextSingle(-0.2f, 0.2f), random.NextSingle(-0.2f, 0.2f)),
                }
            );
        return scene;
    }

    /// <summary>Samples a scene without objects: a place, and mostly a clear day.</summary>
    public static Scene Empty(CounterRandom random, Camera camera) => new(
        random.Pick(Enum.GetValues<Place>()),
        random.Chance(0.5f) ? Time.Day : random.Pick(Enum.GetValues<Time>()),
        random.Chance(0.6f) ? Weather.Clear : random.Pick(Enum.GetValues<Weather>()),
        camera, []);

    /// <summary>Samples an object for a free slot; no object of the scene has the same name.</summary>
    public static SceneObject DrawObject(CounterRandom random, Scene scene, Slot slot)
    {
        while (true)
        {
            var drawn = DrawAny(random, slot);
            if (!scene.Objects.Any(o => SharesName(o, drawn)))
                return drawn;
        }
    }

    /// <summary>
    /// Whether two objects have the same kind and look, so that names cannot tell them apart. A
    /// scene has at most one person and one sign.
    /// </summary>
    public static bool SharesName(SceneObject a, SceneObject b) =>
        a.Kind == b.Kind && (!a.IsSolid || a.Material == b.Material && (!a.ShowsColor || a.Color == b.Color));

    /// <summary>Samples a sphere, cube, cylinder or cone; plain in half of the cases.</summary>
    public static SceneObject DrawSolid(CounterRandom random, Slot slot) => new(
        random.Pick([Kind.Sphere, Kind.Cube, Kind.Cylinder, Kind.Cone]),
        random.Pick(Palette.Names),
        random.Chance(0.5f) ? Material.Plain : random.Pick(Enum.GetValues<Material>()),
        random.Chance(0.5f), slot);

    /// <summary>Samples a sign with a word, black or white on another colour, in the back row.</summary>
    public static SceneObject DrawSign(CounterRandom random, Slot slot)
    {
        var color = random.Pick(Palette.Names);
        return new(Kind.Sign, color, Material.Plain, true, slot with { Back = true })
        {
            Yaw = 0,
            Word = random.Chance(0.15f) ? "" : random.Pick(SignBoard.Words),
            Ink = random.Pick([.. Palette.Inks.Where(ink => ink != color)]),
        };
    }

    /// <summary>Samples a person in a pose.</summary>
    public static SceneObject DrawPerson(CounterRandom random, Slot slot) =>
        new(Kind.Person, random.Pick(Palette.Names), Material.Plain, true, slot) { Yaw = 0, Pose = random.Pick(Enum.GetValues<Pose>()) };

    /// <summary>Samples any object; a sign only in the back row.</summary>
    public static SceneObject DrawAny(CounterRandom random, Slot slot) => random.Next(8) switch
    {
        0 => DrawPerson(random, slot),
        1 when slot.Back => DrawSign(random, slot),
        _ => DrawSolid(random, slot),
    };
}
