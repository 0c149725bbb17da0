using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Restores an image from an enlarged copy of a quarter of its width and height.</summary>
internal static class SuperResolutionEdit
{
    private static readonly Phrasing Restore = Phrasing
        .Of(
            "(increase|raise|enhance) the resolution",
            "(increase|enhance) the resolution of the picture",
            "make it a picture of high resolution",
            "bring the details back",
            "upscale (it|the picture)"
        )
        .HeldOut("please (increase|enhance) the resolution", "please bring back the details");

    public static Edit Draw(Voice voice) =>
        Edit.Restored(
            Restore.Say(voice),
            WorldEdits.AnyScene(voice),
            voice,
            (frame, _) => LowResolution.Of(frame.ToImage()),
            "a low resolution picture"
        );
}
