using EmuEdit.Core;

namespace EmuEdit.Pairs.Recipes;

/// <summary>The segmenter's mask is painted on the picture.</summary>
internal static class SegmentRecipe
{
    public static PairRecipe Recipe { get; } = new AnnotationRecipe("segment", (picture, _, mask) => (Annotations.Painted(picture, mask), mask));
}
