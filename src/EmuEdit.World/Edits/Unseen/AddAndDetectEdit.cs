using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Adds an object and draws a box around it: two tasks in one instruction.</summary>
internal static class AddAndDetectEdit
{
    private static readonly Phrasing AppearBoxed = Phrasing
        .Of(
            "(add|insert|place|put) {0} {1} and (detect|find|locate) it",
            "(add|insert|put) {0} {1} and draw a box around it",
            "{1} (add|insert|put) {0} and (mark|frame) it with a box"
        )
        .HeldOut("please place {0} {1} and draw a box around it", "please add {0} {1} and locate it");

    public static Edit Draw(Voice voice)
    {
        var (scene, added) = AddEdit.Place(voice);
        var last = scene.Objects.Count;
        var edit = Edit.Of(
            AppearBoxed.Say(voice, Names.A(Names.Full(added)), Names.Of(added.Slot)),
            scene,
            scene.Plus(added),
            voice,
            added
        );
        return edit with
        {
            OutputCaption = $"a detection of {edit.OutputCaption}",
            DrawAfter = (frame, _) => DetectEdit.Boxed(frame, last),
            Suits = frame => Edit.Shows(frame, last),
        };
    }
}
