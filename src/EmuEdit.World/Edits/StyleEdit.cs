using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Renders the same scene in another style.</summary>
internal static class StyleEdit
{
    private static readonly Phrasing Render = Phrasing
        .Of(
            "(make|turn) it into a {0}",
            "(render|draw) it as a {0}",
            "change the style to {0}",
            "make it look like a {0}",
            "in the style of a {0}"
        )
        .HeldOut("please draw it as a {0}", "it should look like a {0}");

    private static readonly Vec ClayColor = new(0.62f, 0.52f, 0.44f), Paper = new(0.02f, 0.07f, 0.28f);

    private static readonly (string Name, Drawing Draw)[] Styles =
    [
        ("cartoon", (frame, _) => frame.Painted(i => frame.IsEdge(i) ? Vec.Grey(0.01f) : Posterized(frame.Color[i]))),
        (
            "clay model",
            (frame, _) => frame.Painted(i => frame.Ids[i] is Frame.Sky ? Vec.Grey(0.75f) : ClayColor * (0.25f + 0.95f * frame.Lit[i]))
        ),
        ("neon drawing", (frame, _) => frame.Painted(i => frame.IsEdge(i) ? Vivid(frame.Color[i]) : frame.Color[i] * 0.12f)),
        (
            "blueprint",
            (frame, _) =>
                frame.Painted(i =>
                    frame.IsEdge(i) ? new(0.75f, 0.85f, 0.95f) : Paper * (0.6f + 1.6f * MathF.Min(1, frame.Color[i].Luminance))
                )
        ),
        (
            "sepia photo",
            (frame, _) => frame.Painted(i => new Vec(1.05f, 0.75f, 0.45f) * (0.03f + 0.9f * MathF.Min(1, frame.Color[i].Luminance)))
        ),
    ];

    public static Edit Draw(Voice voice)
    {
        var (name, draw) = voice.Random.Pick(Styles);
        return Edit.Redrawn(Render.Say(voice, name), WorldEdits.AnyScene(voice), voice, draw, $"a {name}");
    }

    /// <summary>
    /// Reduces brightness, after gamma, to four levels; keeps the colour's ratios and strengthens
    /// them.
    /// </summary>
    private static Vec Posterized(Vec c)
    {
        var seen = MathF.Sqrt(Math.Clamp(c.Luminance, 1e-4f, 1));
        var level = (MathF.Floor(seen * 4) + 0.5f) / 4;
        var scale = level * level / (seen * seen);
        return Vec.Mix(Vec.Grey(level * level), c * scale, 1.25f);
    }

    private static Vec Vivid(Vec c)
    {
        var brightest = MathF.Max(c.X, MathF.Max(c.Y, MathF.Max(c.Z, 1e-3f)));
        return Vec.Mix(Vec.Grey(0.2f), c * (1 / brightest), 0.9f);
    }
}
