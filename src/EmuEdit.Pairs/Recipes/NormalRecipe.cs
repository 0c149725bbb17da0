namespace EmuEdit.Pairs.Recipes;

/// <summary>Translates an image to its normal map, or the map to the image.</summary>
internal static class NormalRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("normal", models => models.Normal);
}
