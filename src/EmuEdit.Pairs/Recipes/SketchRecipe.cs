namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and its sketch, by the edges in it, in either direction.</summary>
internal static class SketchRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("sketch", models => models.Sketch);
}
