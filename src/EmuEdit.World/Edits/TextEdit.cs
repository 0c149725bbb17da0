using EmuEdit.Core;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Adds, removes, swaps or recolours the word on a sign. The edited region is the visible board, as
/// text detection would return it.
/// </summary>
internal static class TextEdit
{
    private static readonly Phrasing Swap = Phrasing
            .Of(
                "change the (text|word|text on the sign) to {0}",
                "make the sign say {0}",
                "replace the (text|word) (with|by) {0}",
                "the sign should say {0}"
            )
            .HeldOut("let the sign say {0}", "please change the word to {0}"),
        Write = Phrasing
            .Of("write {0} on the sign in {1}", "add the (text|word) {0} in {1} to the sign", "put the word {0} on the sign in {1}")
            .HeldOut("please write {0} on the sign in {1}"),
        Wipe = Phrasing
            .Of(
                "(remove|delete|erase) the (text|word) from the sign",
                "wipe the sign",
                "make the sign blank",
                "(remove|erase) the (text|word)"
            )
            .HeldOut("please wipe the sign", "the sign should be blank"),
        Ink = Phrasing
            .Of(
                "make the (text|word|letters) {0}",
                "change the color of the (text|word|letters) to {0}",
                "write the word in {0}",
                "paint the letters {0}"
            )
            .HeldOut("the letters should be {0}", "please paint the word {0}");

    public static Edit Draw(Voice voice)
    {
        var (scene, sign) = WorldEdits.SceneWith(voice, InTheMiddle, most: 4);
        scene = scene with { Camera = Near(voice.Random) };
        var written = Rewritten(voice.Random, sign);
        if (written.Ink == written.Color)
            return Draw(voice);
        return Edit.Of(Instruction(sign, written, voice), scene, scene.With(sign, written), voice, sign) with { Region = Board };
    }

    // Edited text is large enough to be read, like the text that recognition finds in photographs.
    private static SceneObject InTheMiddle(CounterRandom random, Slot slot) =>
        SceneSampler.DrawSign(random, slot) with
        {
            Slot = new(0, Back: false),
        };

    private static Camera Near(CounterRandom random) => new(random.NextSingle(1.4f, 2.2f), random.NextSingle(4.8f, 5.6f));

    private static SceneObject Rewritten(CounterRandom random, SceneObject sign)
    {
        if (sign.Word.Length == 0)
            return sign with { Word = random.Pick(SignBoard.Words), Ink = random.Pick(Palette.Inks) };
        return random.Next(5) switch
        {
            0 => sign with { Word = "" },
            <= 2 => sign with { Ink = random.Pick([.. Palette.Inks.Where(ink => ink != sign.Ink)]) },
            _ => sign with { Word = random.Pick([.. SignBoard.Words.Where(word => word != sign.Word)]) },
        };
    }

    private static string Instruction(SceneObject before, SceneObject after, Voice voice) =>
        after.Word.Length == 0 ? Wipe.Say(voice)
        : before.Word.Length == 0 ? Write.Say(voice, after.Word.ToLowerInvariant(), after.Ink)
        : before.Word == after.Word ? Ink.Say(voice, after.Ink)
        : Swap.Say(voice, after.Word.ToLowerInvariant());

    private static Mask Board(Frame frame, Scene scene)
    {
        var index = scene.Objects.ToList().FindIndex(o => o.Kind is Kind.Sign);
        var mask = frame.MaskOf(index);
        // The post has the same id; the board is the part above its lower edge.
        var sign = scene.Objects[index];
        var bottom = Renderer.Project(scene.Camera, sign.Base + SignBoard.Centre - new Vec(0, SignBoard.Half.Y, 0), frame.Size).Y;
        for (var y = (int)MathF.Ceiling(bottom); y < frame.Size; y++)
            mask.Pixels.AsSpan(y * frame.Size, frame.Size).Clear();
        return Widened(mask);
    }

    /// <summary>
    /// Widens the mask by one pixel on each side, because a pixel at the edge shows a part of the
    /// board.
    /// </summary>
    private static Mask Widened(Mask mask)
    {
        var wide = new Mask(mask.Width, mask.Height);
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
                if (mask[x, y])
                    for (var k = 0; k < 9; k++)
                        wide[Math.Clamp(x + k % 3 - 1, 0, mask.Width - 1), Math.Clamp(y + k / 3 - 1, 0, mask.Height - 1)] = true;
        return wide;
    }
}
