namespace EmuEdit.Pairs.Recipes;

/// <summary>An object's surface changes and its shape does not: self-attention, which holds the shape, stays the input's for long.</summary>
internal static class TextureRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("texture", MaskTarget.Foreground)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0.05f, 0.3f),
    };
}
