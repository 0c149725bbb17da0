namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its segmentation map, in either direction.</summary>
internal static class SegmentationMapRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("segmentation-map", models => models.SegmentationMap);
}
