using EmuEdit.Core;

namespace EmuEdit.Pairs.Recipes;

/// <summary>Paints the segmenter's mask on the image.</summary>
internal static class SegmentRecipe
{
    public static PairRecipe Recipe { get; } =
        new AnnotationRecipe("segment", (picture, _, mask) => (Annotations.Painted(picture, mask), mask));
}
