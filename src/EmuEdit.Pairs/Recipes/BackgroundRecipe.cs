namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Changes everything but the foreground: uses the inverted mask of the foreground. The input's first steps keep the ground in place.
/// </summary>
internal static class BackgroundRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("background", MaskTarget.Background)
    {
        SelfAttention = new(0, 0.4f),
        CrossAttention = new(0, 0.6f),
        InputSteps = new(0, 0.15f),
    };
}
