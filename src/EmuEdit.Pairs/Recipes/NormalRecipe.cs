namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its normal map, in either direction.</summary>
internal static class NormalRecipe
{
    public static PairRecipe Recipe { get; } = new TranslatedRecipe("normal", models => models.Normal);
}
