namespace EmuEdit.Pairs.Recipes;

/// <summary>Changes light and weather everywhere without moving anything: prompt-to-prompt without a mask.</summary>
internal static class GlobalRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("global", MaskTarget.Nothing)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0.2f, 0.6f),
        InputSteps = new(0, 0.1f),
    };
}
