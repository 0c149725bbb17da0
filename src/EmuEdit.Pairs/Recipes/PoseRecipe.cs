namespace EmuEdit.Pairs.Recipes;

/// <summary>Translates an image to the skeleton of the person in it, or the skeleton to the image.</summary>
internal static class PoseRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("pose", models => models.Pose);
}
