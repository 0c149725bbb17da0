using EmuEdit.Core;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Swaps left and right.</summary>
internal static class MirrorEdit
{
    private static readonly Phrasing Swap = Phrasing
        .Of(
            "mirror (it|the picture)",
            "flip (it|the picture) from left to right",
            "swap left and right",
            "show (it|the picture) in a mirror",
            "turn it into its mirror image"
        )
        .HeldOut("please mirror (it|the picture)", "please swap left and right");

    public static Edit Draw(Voice voice) =>
        Edit.Redrawn(Swap.Say(voice), WorldEdits.AnyScene(voice), voice, (frame, _) => Mirrored(frame.ToImage()), "a mirror image");

    private static Image Mirrored(Image picture)
    {
        var mirrored = new Image(picture.Width, picture.Height);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                picture.Pixels.AsSpan(picture.Offset(picture.Width - 1 - x, y), 3).CopyTo(mirrored.Pixels.AsSpan(mirrored.Offset(x, y)));
        return mirrored;
    }
}
