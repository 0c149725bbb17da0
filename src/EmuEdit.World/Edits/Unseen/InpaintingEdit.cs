using EmuEdit.Core;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>
/// Fills in a hole. The hole hides at most half of any object, so the missing part can be inferred
/// from the rest.
/// </summary>
internal static class InpaintingEdit
{
    private static readonly Phrasing Fill = Phrasing
        .Of(
            "fill in the (hole|gap)",
            "fill the (hole|gap) in the picture",
            "(repair|complete|restore) the picture",
            "paint what is behind the magenta (rectangle|shape|area)",
            "close the hole"
        )
        .HeldOut("please fill in the hole", "please repair the picture");

    public static Edit Draw(Voice voice)
    {
        var (scene, hole) = (WorldEdits.AnyScene(voice), Hole.Draw(voice.Random));
        return Edit.Restored(Fill.Say(voice), scene, voice, (frame, _) => hole.In(frame.ToImage()), "a picture with a hole")
            with
        { Suits = frame => Enumerable.Range(0, scene.Objects.Count).All(i => hole.Hides(frame.MaskOf(i)) <= 0.5f) };
    }

    /// <summary>
    /// A rectangle or an ellipse, given by its centre and half its sides as shares of the image's
    /// side.
    /// </summary>
    private sealed record Hole(float X, float Y, float HalfWidth, float HalfHeight, bool Round)
    {
        /// <summary>Magenta, which no image of a scene comes close to.</summary>
        private static readonly byte[] s_color = [255, 0, 255];

        public static Hole Draw(CounterRandom random) =>
            new(
                random.NextSingle(0.2f, 0.8f),
                random.NextSingle(0.2f, 0.8f),
                random.NextSingle(0.1f, 0.2f),
                random.NextSingle(0.1f, 0.2f),
                random.Chance(0.5f)
            );

        public Image In(Image picture)
        {
            for (var i = 0; i < picture.Width * picture.Height; i++)
                if (Holds(i, picture.Width))
                    s_color.CopyTo(picture.Pixels, 3 * i);
            return picture;
        }

        /// <summary>Returns the share of an object's pixels that the hole hides; 0 when the object has none.</summary>
        public float Hides(Mask mask) =>
            (float)Enumerable.Range(0, mask.Pixels.Length).Count(i => mask.Pixels[i] != 0 && Holds(i, mask.Width))
            / Math.Max(1, mask.Count);

        private bool Holds(int i, int size)
        {
            var x = MathF.Abs((i % size + 0.5f) / size - X) / HalfWidth;
            var y = MathF.Abs((i / size + 0.5f) / size - Y) / HalfHeight;
            return Round ? x * x + y * y <= 1 : MathF.Max(x, y) <= 1;
        }
    }
}
