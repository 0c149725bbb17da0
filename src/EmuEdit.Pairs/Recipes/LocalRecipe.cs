namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Replaces an object or changes its attributes, in place. Some steps of the noised
/// input preserve size and position; attention preserves the light around the object.
/// </summary>
internal static class LocalRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("local", MaskTarget.Foreground)
    {
        SelfAttention = new(0, 0.4f),
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0, 0.25f),
    };
}
