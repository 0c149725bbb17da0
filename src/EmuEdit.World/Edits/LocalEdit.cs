using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Recolours, replaces or resizes an object, or changes its pose.</summary>
internal static class LocalEdit
{
    private static readonly Phrasing
        Recolor = Phrasing.Of("(make|paint|color) {0} {1}", "turn {0} {1}", "change the color of {0} to {1}", "{0} should be {1}")
            .HeldOut("please (paint|turn) {0} {1}", "let {0} be {1}"),
        Replace = Phrasing.Of("replace {0} (with|by) {1}", "(swap|exchange) {0} for {1}", "turn {0} into {1}", "change {0} to {1}")
            .HeldOut("put {1} where {0} is", "please replace {0} with {1}"),
        Grow = Phrasing.Of("make {0} (bigger|larger)", "(enlarge|grow) {0}", "{0} should be (bigger|larger)").HeldOut("let {0} be larger"),
        Shrink = Phrasing.Of("make {0} smaller", "shrink {0}", "{0} should be smaller").HeldOut("let {0} be smaller"),
        Move = Phrasing.Of("make {0} {1}", "let {0} be {1}", "change the pose of {0} to {1}").HeldOut("{0} should be {1}");

    public static Edit Draw(Voice voice) => voice.Random.Next(8) switch
    {
        0 => RePose(voice),
        1 or 2 => Resized(voice),
        <= 4 => Replaced(voice),
        _ => Recolored(voice),
    };

    private static Edit Recolored(Voice voice)
    {
        var (scene, o) = WorldEdits.SceneWith(
            voice,
            (random, slot) => random.Chance(0.15f) ? SceneSampler.DrawPerson(random, slot) : SceneSampler.DrawSolid(random, slot)
        );
        if (!o.ShowsColor)
            return Recolored(voice);
        var color = voice.Random.Pick(Palette.Names);
        var painted = o with { Color = color };
        return color == o.Color || Clashes(scene, o, painted)
            ? Recolored(voice)
            : Edit.Of(Recolor.Say(voice, Names.The(o, scene, voice), color), scene, scene.With(o, painted), voice, o);
    }

    private static Edit Replaced(Voice voice)
    {
        var (scene, o) = WorldEdits.SceneWith(voice, SceneSampler.DrawSolid);
        var other = SceneSampler.DrawSolid(voice.Random, o.Slot) with { Big = o.Big, Jitter = o.Jitter };
        return other.Kind == o.Kind || Clashes(scene, o, other)
            ? Replaced(voice)
            : Edit.Of(Replace.Say(voice, Names.The(o, scene, voice), Names.A(Names.Of(other))), scene, scene.With(o, other), voice, o);
    }

    private static Edit Resized(Voice voice)
    {
        var (scene, o) = WorldEdits.SceneWith(voice, SceneSampler.DrawSolid);
        return Edit.Of(
            (o.Big ? Shrink : Grow).Say(voice, Names.The(o, scene, voice)),
            scene,
            scene.With(o, o with { Big = !o.Big }),
            voice,
            o
        );
    }

    private static Edit RePose(Voice voice)
    {
        var (scene, o) = WorldEdits.SceneWith(voice, SceneSampler.DrawPerson);
        var pose = voice.Random.Pick(Enum.GetValues<Pose>());
        return pose == o.Pose
            ? RePose(voice)
            : Edit.Of(Move.Say(voice, Names.The(o, scene, voice), Names.Of(pose)), scene, scene.With(o, o with { Pose = pose }), voice, o);
    }

    private static bool Clashes(Scene scene, SceneObject old, SceneObject replacement) =>
        scene.Objects.Any(o => !ReferenceEquals(o, old) && SceneSampler.SharesName(o, replacement));
}
