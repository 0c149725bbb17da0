using EmuEdit.Core;

namespace EmuEdit.Pairs.Recipes;

/// <summary>Draws the detector's box on the image.</summary>
internal static class DetectRecipe
{
    public static PairRecipe Recipe { get; } = new AnnotationRecipe("detect", (picture, box, _) =>
    {
        var framed = Annotations.Framed(box, picture.Width);
        return (Annotations.Boxed(picture, framed), framed.ToMask(picture.Width, picture.Height));
    });
}
