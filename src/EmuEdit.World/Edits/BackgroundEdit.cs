using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Changes the place; objects, light and weather stay.</summary>
internal static class BackgroundEdit
{
    private static readonly Phrasing Change = Phrasing
        .Of(
            "(move|put) (it|everything|the scene) {0}",
            "change the background to {1}",
            "replace the background (with|by) {1}",
            "make the background {1}",
            "set the scene {0}"
        )
        .HeldOut("please move the scene {0}", "let the background be {1}");

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        var place = voice.Random.Pick([.. Enum.GetValues<Place>().Where(p => p != scene.Place)]);
        var where = Names.Of(place);
        return Edit.Of(Change.Say(voice, where, where[(where.IndexOf(' ') + 1)..]), scene, scene with { Place = place }, voice)
            with
        { Object = string.Join(" and ", scene.Objects.Select(Names.Of)) };
    }
}
