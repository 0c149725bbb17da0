namespace EmuEdit.Pairs.Recipes;

/// <summary>An object is replaced or takes other attributes, in its place: some of the noised input keeps size and standing, attention the light around it.</summary>
internal static class LocalRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("local", MaskTarget.Foreground)
    {
        SelfAttention = new(0, 0.4f),
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0, 0.25f),
    };
}
