using EmuEdit.Core;
using EmuEdit.World.Edits;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World;

/// <summary>The ground truth of a scene's image, for models that detect, segment and estimate depth.</summary>
internal static class SceneTruth
{
    private const int AbsentPhrases = 4;

    /// <summary>
    /// Smallest visible share of the image for an object to count as findable; the same as for an
    /// edit to be visible.
    /// </summary>
    private const float LeastVisible = 0.008f;

    /// <summary>Renders a scene; null when nothing in it is clearly visible.</summary>
    public static AnnotatedImage? Of(Scene scene, int size, CounterRandom random)
    {
        var frame = Renderer.Render(scene, size);
        var objects = scene
            .Objects.Select((o, i) => new AnnotatedObject(Phrases(o, scene, random), frame.MaskOf(i)))
            .Where(o => o.Mask.Count >= LeastVisible * size * size)
            .ToList();
        return objects.Count == 0
            ? null
            : new(frame.ToImage(), objects, Absent(scene, random), Array.ConvertAll(frame.Depth, Translations.DepthShade));
    }

    // The kind alone is a name, too, when no other object has it. In some of the cases it comes first.
    private static string[] Phrases(SceneObject o, Scene scene, CounterRandom random)
    {
        var (name, kind) = (Names.Of(o), Names.Of(o.Kind));
        if (scene.Objects.Count(other => other.Kind == o.Kind) > 1)
            return [name];
        return random.Chance(0.3f) ? [kind, name] : [name, kind];
    }

    private static string[] Absent(Scene scene, CounterRandom random)
    {
        var there = scene.Objects.SelectMany(o => new[] { Names.Of(o), Names.Of(o.Kind) }).ToHashSet();
        var absent = new HashSet<string>();
        while (absent.Count < AbsentPhrases)
            if (Guess(scene, random) is var guess && !there.Contains(guess))
                absent.Add(guess);
        return [.. absent];
    }

    private static string Guess(Scene scene, CounterRandom random) => random.Next(8) switch
    {
        0 => Names.Of(random.Pick(Enum.GetValues<Kind>())),
        1 or 2 => Names.Of(SceneSampler.DrawAny(random, new Slot(0, Back: true))),
        _ => Names.Of(Altered(random.Pick(scene.Objects), scene, random)),
    };

    // Changes one property of it: the colour, the kind, the material, or its look for that of another object.
    private static SceneObject Altered(SceneObject o, Scene scene, CounterRandom random)
    {
        var other = random.Pick(scene.Objects);
        var altered = random.Next(4) switch
        {
            0 => o with { Color = random.Pick(Palette.Names) },
            1 => o with { Kind = random.Pick(Enum.GetValues<Kind>()) },
            2 => o with { Material = random.Pick(Enum.GetValues<Material>()) },
            _ => o with { Color = other.Color, Material = other.Material },
        };
        return altered.IsSolid ? altered : altered with { Material = Material.Plain };
    }
}
