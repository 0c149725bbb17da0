using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Turns everything grey except the named object. It finds an object, as segmentation does, and
/// removes colour, as a filter does. The object is large and colourful enough that a wholly grey
/// image is no answer.
/// </summary>
internal static class GreyButEdit
{
    private static readonly Phrasing Keep = Phrasing
        .Of(
            "make everything but {0} grey",
            "turn everything grey except {0}",
            "(remove|delete) the colors of everything but {0}",
            "let only {0} keep its color",
            "show everything but {0} in black and white"
        )
        .HeldOut("please make everything but {0} grey", "please let {0} alone keep its color");

    /// <summary>
    /// Smallest colourfulness of what keeps its look, as mean absolute difference to grey on 0..1.
    /// It is twice the error that a successful edit may have there.
    /// </summary>
    private const double LeastColor = 0.06;

    public static Edit Draw(Voice voice)
    {
        var scene = WorldEdits.AnyScene(voice);
        var kept = voice.Random.Pick(scene.Objects);
        var index = scene.Objects.ToList().IndexOf(kept);
        return Edit.Redrawn(
            Keep.Say(voice, Names.The(kept, scene, voice)),
            scene,
            voice,
            (frame, _) => GreyBut(frame, index),
            "a partly grey picture",
            kept
        ) with
        {
            DrawOn = i => (frame, _) => GreyBut(frame, i),
            Suits = frame => Edit.Shows(frame, index) && ColorKept(frame, index) >= LeastColor,
        };
    }

    private static Image GreyBut(Frame frame, int index)
    {
        var (picture, kept) = (frame.ToImage(), frame.MaskOf(index));
        var grey = ImageFilters.Saturate(picture, 0);
        for (var i = 0; i < kept.Pixels.Length; i++)
            if (kept.Pixels[i] != 0)
                picture.Pixels.AsSpan(3 * i, 3).CopyTo(grey.Pixels.AsSpan(3 * i));
        return grey;
    }

    private static double ColorKept(Frame frame, int index)
    {
        var (input, target) = (frame.ToImage(), GreyBut(frame, index));
        var (grey, changed) = (ImageFilters.Saturate(input, 0), Mask.OfChanges(input, target));
        var kept = Enumerable.Range(0, input.Pixels.Length).Where(i => changed.Pixels[i / 3] == 0);
        return kept.Select(i => Math.Abs(target.Pixels[i] - grey.Pixels[i])).DefaultIfEmpty(0).Average() / 255;
    }
}
