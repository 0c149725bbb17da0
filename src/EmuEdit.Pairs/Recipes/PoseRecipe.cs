namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and the skeleton of the person in it, in either direction.</summary>
internal static class PoseRecipe
{
    public static PairRecipe Recipe { get; } = new ImageTranslationRecipe("pose", models => models.Pose);
}
