using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Paints the named object's visible pixels.</summary>
internal static class SegmentEdit
{
    private static readonly Phrasing Segment = Phrasing.Of(
        "segment {0}", "(show|paint|highlight) the mask of {0}", "(mark|highlight) the pixels of {0}", "cut out {0}", "mask {0}")
        .HeldOut("please segment {0}", "please show the mask of {0}");

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        var found = voice.Random.Pick(scene.Objects);
        var index = scene.Objects.ToList().IndexOf(found);
        return Edit.Redrawn(
            Segment.Say(voice, Names.The(found, scene, voice)),
            scene,
            voice,
            (frame, _) => Painted(frame, index),
            "a segmentation",
            found
        ) with
        {
            DrawOn = i => (frame, _) => Painted(frame, i),
        };
    }

    private static Image Painted(Frame frame, int index) => Annotations.Painted(frame.ToImage(), frame.MaskOf(index));
}
