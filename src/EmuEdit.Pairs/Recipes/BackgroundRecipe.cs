namespace EmuEdit.Pairs.Recipes;

/// <summary>Everything but the foreground changes: its mask, inverted. The first steps of the input keep the ground where it was.</summary>
internal static class BackgroundRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("background", MaskTarget.Background)
    {
        SelfAttention = new(0, 0.4f),
        CrossAttention = new(0, 0.6f),
        InputSteps = new(0, 0.15f),
    };
}
