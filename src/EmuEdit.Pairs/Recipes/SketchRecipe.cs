namespace EmuEdit.Pairs.Recipes;

/// <summary>Translates an image to its sketch, drawn from its edges, or the sketch to the image.</summary>
internal static class SketchRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("sketch", models => models.Sketch);
}
