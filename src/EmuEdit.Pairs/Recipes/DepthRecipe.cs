namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its depth map, by the depth estimator, in either direction.</summary>
internal static class DepthRecipe
{
    public static PairRecipe Recipe { get; } = new TranslatedRecipe("depth", models => models.Depth);
}
