using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>An image of a quarter of the width and height, enlarged, becomes the image that it was made from.</summary>
internal static class SuperResolutionEdit
{
    private static readonly Phrasing Restore = Phrasing.Of(
        "(increase|raise|enhance) the resolution", "(increase|enhance) the resolution of the picture", "make it a picture of high resolution", "bring the details back", "upscale (it|the picture)")
        .HeldOut("please (increase|enhance) the resolution", "please bring back the details");

    public static Edit Draw(Voice voice) =>
        Edit.Restored(Restore.Say(voice), WorldEdits.AnyScene(voice), voice, (frame, _) => LowResolution.Of(frame.ToImage()), "a low resolution picture");
}
