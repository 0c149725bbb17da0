using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Image-to-image translation in both directions. A map does not show colours, place or light, so
/// the way back names them: its instruction ends in the caption, and its scenes hold at most three
/// objects.
/// </summary>
internal sealed class Translations(Phrasing there, Phrasing back, string map, Drawing draw)
{
    public static Translations Depth { get; } =
        new(
            Phrasing
                .Of("(show|estimate|give) the depth", "turn it into a depth map", "(draw|make) the depth map of the picture")
                .HeldOut("please show the depth map"),
            Phrasing
                .Of("turn the depth map into {0}", "from this depth map make {0}", "depth to picture {0}")
                .HeldOut("please turn the depth map into {0}"),
            "depth map",
            (frame, _) => frame.Painted(i => Squared(DepthShade(frame.Depth[i])))
        );

    public static Translations Sketch { get; } =
        new(
            Phrasing.Of("(show|make) a sketch", "turn it into a (sketch|pencil sketch)", "sketch the picture").HeldOut("please sketch it"),
            Phrasing
                .Of("turn the sketch into {0}", "from this sketch make {0}", "sketch to picture {0}")
                .HeldOut("please turn the sketch into {0}"),
            "sketch",
            (frame, _) =>
                frame.Painted(i => Squared(frame.IsEdge(i) ? 0.1f : 0.35f + 0.6f * MathF.Sqrt(Math.Clamp(frame.Color[i].Luminance, 0, 1))))
        );

    public static Translations Normal { get; } =
        new(
            Phrasing
                .Of("(show|estimate|give) the normals", "turn it into a normal map", "(draw|make) the normal map of the picture")
                .HeldOut("please show the normal map"),
            Phrasing
                .Of("turn the normal map into {0}", "from this normal map make {0}", "normals to picture {0}")
                .HeldOut("please turn the normal map into {0}"),
            "normal map",
            (frame, _) => frame.Painted(i => NormalColor(frame.Normals[i]))
        );

    public static Translations SegmentationMap { get; } =
        new(
            Phrasing
                .Of(
                    "(show|give) the segmentation map",
                    "turn it into a segmentation map",
                    "(draw|make) the segmentation map of the picture",
                    "color every thing by its class"
                )
                .HeldOut("please show the segmentation map"),
            Phrasing
                .Of("turn the segmentation map into {0}", "from this segmentation map make {0}", "segmentation map to picture {0}")
                .HeldOut("please turn the segmentation map into {0}"),
            "segmentation map",
            (frame, scene) => frame.Painted(i => ClassColor(frame.Ids[i], scene))
        );

    /// <summary>Returns one of the two directions, each in half of the cases.</summary>
    public Edit Draw(Voice voice)
    {
        if (voice.Random.Chance(0.5f))
            return Edit.Redrawn(there.Say(voice), WorldEdits.AnyScene(voice), voice, draw, $"a {map}");
        var scene = SceneSampler.Draw(voice.Random, 1 + voice.Random.Next(3));
        return Back(back, scene, voice, draw, map);
    }

    /// <summary>Creates the edit from a map to the image that a caption describes.</summary>
    public static Edit Back(Phrasing words, Scene scene, Voice voice, Drawing draw, string map)
    {
        var caption = Captions.Body(scene, voice);
        return new(words.Say(voice, caption), scene, scene)
        {
            InputCaption = $"a {map} of {caption}",
            OutputCaption = caption,
            DrawBefore = draw,
        };
    }

    /// <summary>Returns white at 3 m and black from 30 m on, linear in the inverse of depth.</summary>
    public static float DepthShade(float depth) => Math.Clamp((1 / depth - 1 / 30f) / (1 / 3f - 1 / 30f), 0, 1);

    /// <summary>Returns the linear grey that has the given value after gamma.</summary>
    private static Vec Squared(float seen) => Vec.Grey(seen * seen);

    private static Vec NormalColor(Vec n)
    {
        if (n == default)
            return default;
        var c = (n + Vec.Grey(1)) * 0.5f;
        return c * c;
    }

    private static Vec ClassColor(int id, Scene scene) => id switch
    {
        Frame.Sky => new(0.08f, 0.23f, 0.46f),
        Frame.Backdrop => new(0.18f, 0.31f, 0.02f),
        Frame.Ground => new(0.25f, 0.06f, 0.25f),
        _ => scene.Objects[id].Kind switch
        {
            Kind.Sphere => new(0.9f, 0.1f, 0.1f),
            Kind.Cube => new(0.1f, 0.6f, 0.9f),
            Kind.Cylinder => new(0.95f, 0.75f, 0.1f),
            Kind.Cone => new(0.1f, 0.8f, 0.3f),
            Kind.Person => new(0.9f, 0.3f, 0.9f),
            _ => Vec.Grey(0.9f),
        },
    };
}
