using EmuEdit.Core;

namespace EmuEdit.Pairs.Recipes;

/// <summary>The detector's box is drawn on the picture.</summary>
internal static class DetectRecipe
{
    public static PairRecipe Recipe { get; } = new AnnotationRecipe("detect", (picture, box, _) =>
    {
        var framed = Annotations.Framed(box, picture.Width);
        return (Annotations.Boxed(picture, framed), framed.ToMask(picture.Width, picture.Height));
    });
}
