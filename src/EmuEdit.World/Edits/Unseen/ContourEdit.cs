using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Draws the outlines of the objects, white on black, from their exact masks. Unlike a sketch it
/// shows no brightness, no horizon and no inner edges. The edited region is the boxes around the
/// objects, because black elsewhere is no achievement.
/// </summary>
internal static class ContourEdit
{
    private static readonly Phrasing Outline = Phrasing
        .Of(
            "(show|draw|trace) the contours",
            "turn it into contours",
            "(show|draw) the (contours|outlines) of the objects",
            "make a contour drawing"
        )
        .HeldOut("please (show|draw) the contours", "please trace the outlines of the objects");

    public static Edit Draw(Voice voice) =>
        Edit.Redrawn(Outline.Say(voice), WorldEdits.AnyScene(voice), voice, (frame, _) => Contours(frame), "contours") with
        {
            Region = (frame, scene) => Boxes(frame, scene.Objects.Count),
        };

    private static Image Contours(Frame frame) => frame.Painted(i => Vec.Grey(IsContour(frame, i) ? 1 : 0));

    /// <summary>
    /// Whether an object begins or ends within a sixty-fourth of the image's side to the left,
    /// right, top or bottom; so lines are a thirty-second wide.
    /// </summary>
    private static bool IsContour(Frame frame, int i)
    {
        var (x, y, n) = (i % frame.Size, i / frame.Size, frame.Size);
        for (var d = 1; d <= Math.Max(1, n / 64); d++)
            if (
                x >= d && Separates(i, i - d)
                || x + d < n && Separates(i, i + d)
                || y >= d && Separates(i, i - d * n)
                || y + d < n && Separates(i, i + d * n)
            )
                return true;
        return false;

        bool Separates(int i, int j) => frame.Ids[i] != frame.Ids[j] && (frame.Ids[i] >= 0 || frame.Ids[j] >= 0);
    }

    private static Mask Boxes(Frame frame, int objects)
    {
        var region = new Mask(frame.Size, frame.Size);
        foreach (var index in Enumerable.Range(0, objects).Where(i => frame.MaskOf(i).Count > 0))
        {
            var box = DetectEdit.BoxOf(frame, index).ToMask(frame.Size, frame.Size);
            for (var i = 0; i < box.Pixels.Length; i++)
                region.Pixels[i] |= box.Pixels[i];
        }
        return region;
    }
}
