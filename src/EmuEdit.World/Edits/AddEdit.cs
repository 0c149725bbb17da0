using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Adds an object in the middle of a free slot. The instruction names it in full, so that there is
/// one right answer.
/// </summary>
internal static class AddEdit
{
    private static readonly Phrasing Appear = Phrasing.Of(
        "(add|insert|place|put) {0} {1}", "there should be {0} {1}", "{1} (add|insert|put) {0}")
        .HeldOut("please place {0} {1}", "{1} there should be {0}");

    public static Edit Draw(Voice voice)
    {
        var (scene, added) = Place(voice);
        return Edit.Of(Appear.Say(voice, Names.A(Names.Full(added)), Names.Of(added.Slot)), scene, scene.Plus(added), voice, added);
    }

    /// <summary>Returns a scene, and an object for a slot that is free in it.</summary>
    public static (Scene Scene, SceneObject Added) Place(Voice voice)
    {
        var scene = SceneSampler.Draw(voice.Random, voice.Random.Next(5));
        var slot = voice.Random.Pick([.. Slot.All.Where(s => scene.Objects.All(o => o.Slot != s))]);
        var added = voice.Random.Chance(0.12f) ? SceneSampler.DrawPerson(voice.Random, slot) : SceneSampler.DrawSolid(voice.Random, slot);
        return scene.Objects.Any(o => SceneSampler.SharesName(o, added)) ? Place(voice) : (scene, added);
    }
}
