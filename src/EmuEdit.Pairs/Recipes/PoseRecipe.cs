namespace EmuEdit.Pairs.Recipes;

/// <summary>A picture and the skeleton of the person in it, in either direction.</summary>
internal static class PoseRecipe
{
    public static PairRecipe Recipe { get; } = new TranslatedRecipe("pose", models => models.Pose);
}
