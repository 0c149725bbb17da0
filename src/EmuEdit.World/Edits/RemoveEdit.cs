using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Removes an object with its shadow.</summary>
internal static class RemoveEdit
{
    private static readonly Phrasing Disappear = Phrasing
        .Of(
            "(remove|delete|erase) {0}",
            "take {0} away",
            "get rid of {0}",
            "(remove|delete) {0} from the picture",
            "there should be nothing in place of {0}"
        )
        .HeldOut("please (erase|remove) {0}", "please take {0} away from here");

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        var gone = voice.Random.Pick(scene.Objects);
        return Edit.Of(Disappear.Say(voice, Names.The(gone, scene, voice)), scene, scene.Without(gone), voice, gone);
    }
}
