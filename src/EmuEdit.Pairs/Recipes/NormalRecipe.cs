namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its normal map, in either direction.</summary>
internal static class NormalRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("normal", models => models.Normal);
}
