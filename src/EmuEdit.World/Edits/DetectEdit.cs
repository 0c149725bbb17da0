using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;
using Box = EmuEdit.Core.Box;

namespace EmuEdit.World.Edits;

/// <summary>Draws a box around the named object. The edited region is the box and its inside.</summary>
internal static class DetectEdit
{
    private static readonly Phrasing Detect = Phrasing
        .Of(
            "(detect|find|locate) {0}",
            "draw a box around {0}",
            "show where {0} is with a box",
            "put a box around {0}",
            "(mark|frame) {0} with a box"
        )
        .HeldOut("please locate {0}", "please draw a box around {0}");

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        var found = voice.Random.Pick(scene.Objects);
        var index = scene.Objects.ToList().IndexOf(found);
        return Edit.Redrawn(
            Detect.Say(voice, Names.The(found, scene, voice)),
            scene,
            voice,
            (frame, _) => Boxed(frame, index),
            "a detection",
            found
        ) with
        {
            Region = (frame, _) => BoxOf(frame, index).ToMask(frame.Size, frame.Size),
            DrawOn = i => (frame, _) => Boxed(frame, i),
        };
    }

    /// <summary>Draws a box around the object with that index.</summary>
    public static Image Boxed(Frame frame, int index) => Annotations.Boxed(frame.ToImage(), BoxOf(frame, index));

    /// <summary>Returns the box around the visible part of the object with that index, including the frame.</summary>
    public static Box BoxOf(Frame frame, int index) => Annotations.Framed(Box.Of(frame.MaskOf(index)), frame.Size);
}
