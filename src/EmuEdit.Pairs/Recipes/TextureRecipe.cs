namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Changes an object's surface but not its shape. Self-attention, which holds the shape, follows the input for many steps.
/// </summary>
internal static class TextureRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("texture", MaskTarget.Foreground)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0.4f, 1),
        InputSteps = new(0.05f, 0.3f),
    };
}
