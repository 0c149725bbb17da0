namespace EmuEdit.Pairs.Recipes;

/// <summary>Translates an image to its depth map, from the depth estimator, or the map to the image.</summary>
internal static class DepthRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("depth", models => models.Depth);
}
