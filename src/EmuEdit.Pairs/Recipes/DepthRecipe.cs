namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its depth map, by the depth estimator, in either direction.</summary>
internal static class DepthRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("depth", models => models.Depth);
}
