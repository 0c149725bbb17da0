namespace EmuEdit.Pairs.Recipes;

/// <summary>Translates an image to its segmentation map, or the map to the image.</summary>
internal static class SegmentationMapRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("segmentation-map", models => models.SegmentationMap);
}
